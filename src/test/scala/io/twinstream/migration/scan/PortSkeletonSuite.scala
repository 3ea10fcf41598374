package io.twinstream.migration.scan

import io.twinstream.TempFolder
import io.twinstream.error.UserError
import io.twinstream.migration.own.MethodTwins
import io.twinstream.migration.scan.PortSources.{begin, classPath, compileJava, filled, of}
import io.twinstream.testkit.TwinTest
import java.lang.reflect.InvocationTargetException
import java.net.URLClassLoader
import java.nio.file.{Files, Path, Paths}
import org.apache.spark.sql.Dataset
import org.scalatest.funsuite.AnyFunSuite
import scala.jdk.CollectionConverters._
import scala.tools.nsc.{Global, Settings => CompilerSettings}
import scala.tools.nsc.reporters.StoreReporter

/** The ports that `scan --port` begins compile as they are, say what is to be done, and agree with the
  * classic program when they are filled in.
  */
final class PortSkeletonSuite extends AnyFunSuite {
  private val target = Paths.get(sys.env("TWINSTREAM_TARGET"))
  private val ours = target.resolve("classes/io/twinstream/jobs")
  private val jars = target.resolve("test-jars")
  private val examples = jars.resolve("spark-examples_2.10-1.1.1.jar")
  private val oryx = jars.resolve("oryx-lambda-2.8.0.jar")

  private def compileScala(files: Seq[Path], out: Path): Unit = {
    val settings = new CompilerSettings(message => fail(message))
    settings.classpath.value = classPath
    settings.outputDirs.setSingleOutput(out.toString)
    val reporter = new StoreReporter(settings)
    new Global(settings, reporter) { compiler => new compiler.Run().compile(files.map(_.toString).toList) }
    assert(!reporter.hasErrors, reporter.infos.mkString("\n"))
  }

  test("ports of our classic jobs compile, each with a test beside it") {
    TempFolder.use { folder =>
      val files = begin(Seq(ours), folder.resolve("ports"))
      val java = of(files, ".java")
      for (job <- Files.list(ours).iterator.asScala.filter(Files.isDirectory(_)).map(_.getFileName.toString))
        assert(job == "engine" || java.exists(_.toString.contains(s"/$job/DStream")), job)
      compileJava(java, Files.createDirectory(folder.resolve("classes")))
      assert(
        java.forall(file =>
          files.exists(_.toString == file.toString.replace("main", "test").replace(".java", "Test.java"))
        )
      )
      assert(Files.readString(folder.resolve("ports/pom.xml")).contains("<artifactId>ports</artifactId>"))
    }
  }

  test("ports of published programs compile, in Java and in Scala") {
    TempFolder.use { folder =>
      // Beside others Spark's packages would be taken for Spark itself.
      val files = begin(Seq(examples), folder.resolve("examples")) ++ begin(Seq(oryx), folder.resolve("oryx"))
      val (java, scala) = (of(files, ".java"), of(files, ".scala"))
      assert(java.size >= 8 && scala.size >= 14, files)
      compileJava(java, Files.createDirectory(folder.resolve("java")))
      compileScala(scala, Files.createDirectory(folder.resolve("scala")))
    }
  }

  test("ports of Python programs are Python") {
    val python = Paths.get("/usr/bin/python3")
    assume(Files.isExecutable(python), "no Python here")
    TempFolder.use { folder =>
      val jobs = Paths.get(sys.env("TWINSTREAM_HOME"), "src/test/fixtures/python-jobs")
      val files = of(begin(Seq(jobs), folder.resolve("ports")), ".py")
      assert(files.size >= 2)
      for (file <- files) {
        val compiled =
          new ProcessBuilder(python.toString, "-m", "py_compile", file.toString).inheritIO().start()
        assert(compiled.waitFor() == 0, file)
        val source = Files.readString(file)
        assert(source.contains("todo(\"DStream.") && !source.contains(".groupBy("))
      }
    }
  }

  test("what is not filled in throws and names its rule; nothing of it is guessed") {
    TempFolder.use { folder =>
      val file = of(begin(Seq(examples), folder.resolve("ports")), "/JavaNetworkWordCountPort.java").head
      val source = Files.readString(file)
      val code = source.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("\"(\\\\.|[^\"\\\\])*\"", "")
      assert(!code.contains("groupBy(") && code.contains("foreachBatch("))
      val classes = Files.createDirectory(folder.resolve("classes"))
      compileJava(Seq(file), classes)
      val failure = intercept[InvocationTargetException] {
        val loader = new URLClassLoader(Array(classes.toUri.toURL), getClass.getClassLoader)
        loader
          .loadClass("org.apache.spark.examples.streaming.JavaNetworkWordCountPort")
          .getMethod("outputs", classOf[Dataset[_]])
          .invoke(null, null)
      }
      assert(failure.getCause.getMessage.startsWith("TODO(JavaDStream.flatMap): "))
    }
  }

  test("a port that is filled in agrees with its classic program; one that drops a step does not") {
    TempFolder.use { folder =>
      val program = Paths
        .get(classOf[ErrorLines].getProtectionDomain.getCodeSource.getLocation.toURI)
        .resolve(classOf[ErrorLines].getName.replace('.', '/') + ".class")
      val file = of(begin(Seq(program), folder.resolve("ports")), "ErrorLinesPort.java").head
      val counted = "groupBy(\"key\").agg(org.apache.spark.sql.functions.sum(\"n\").as(\"n\"))"
      val source = filled(
        Files.readString(file),
        2 -> "step1.selectExpr(\"explode(split(value, ' ')) AS word\")",
        3 -> "step2.selectExpr(\"word AS key\", \"1L AS n\")",
        4 -> s"step3.$counted",
        5 -> "step1.where(\"value LIKE '%ERROR%'\")",
        6 -> "step5.selectExpr(\"split(value, ' ')[0] AS key\", \"1L AS n\")",
        7 -> s"step6.$counted"
      )
        .replace("oneOf(8, List.of(step4, step7))", "step4")
        .replace("oneOf(9, List.of(step4, step7))", "step7")
      assert(
        !source.contains("throw todo(\"Java") || source.contains("throw todo(\"JavaPairDStream.foreachRDD")
      )
      def tests(text: String, name: String): Seq[TwinTest] = {
        val classes = Files.createDirectory(folder.resolve(name))
        compileJava(Seq(Files.writeString(file, text)), classes)
        val before = Thread.currentThread.getContextClassLoader
        Thread.currentThread.setContextClassLoader(new URLClassLoader(Array(classes.toUri.toURL), before))
        try {
          val twins = MethodTwins
            .of(
              s"${classOf[ErrorLines].getName}::counts",
              "io.twinstream.migration.scan.ErrorLinesPort::outputs",
              List("key").asJava
            )
            .perMicroBatch()
          Seq(0, 1).map(TwinTest.of(twins, _))
        } finally Thread.currentThread.setContextClassLoader(before)
      }
      val words = Seq("h1", "h2", "ok", "ERROR")
      for (test <- tests(source, "right"))
        test.agree(5, random => Seq.fill(3)(words(random.nextInt(4))).mkString(" "))
      val wrong = source.replace("step1.where(\"value LIKE '%ERROR%'\")", "step1")
      intercept[AssertionError] {
        tests(wrong, "wrong")(1).batch("h1 ok", "h2 ERROR").check()
      }
    }
  }

  test("a directory that has files is left as it is, and so is a scan without streams") {
    TempFolder.use { folder =>
      Files.createFile(folder.resolve("mine"))
      val report = Scanner.scan(List(examples.toString).asJava, (_, _) => ())
      assert(intercept[UserError](report.writePort(folder)).getMessage.contains("is not empty"))
      val none =
        Scanner.scan(List(target.resolve("classes/io/twinstream/error").toString).asJava, (_, _) => ())
      assert(
        intercept[UserError](none.writePort(folder.resolve("new"))).getMessage
          .contains("no program with streams")
      )
      assert(Files.list(folder).count() == 1)
    }
  }
}
