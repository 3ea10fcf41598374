package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.file.{Files, Path}
import java.util.concurrent.TimeUnit
import java.util.concurrent.locks.LockSupport
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** What the scripts themselves do: help, the demonstration, and machines that lack something. */
@EndToEnd
class ScriptsEndToEndSuite extends AnyFunSuite {

  for (script <- Seq("demo", "dist", "test", "submit", "twinstream")) {
    test(s"bin/$script --help, from another folder, by a link to a link, where HOME is not set") {
      TempFolder.use { folder =>
        val link = folder.resolve("linked")
        Files.createSymbolicLink(link, Bin.home.resolve(s"bin/$script"))
        Files.createSymbolicLink(folder.resolve("again"), java.nio.file.Paths.get("linked"))
        val result = Bin.start(folder, Seq("./again", "--help"), Map("HOME" -> ""), in = folder).await()
        assert(result.exit == 0 && result.out.startsWith("Usage:"), result)
      }
    }
  }

  test("bin/demo words: both engines and the independent count agree") {
    TempFolder.use { folder =>
      val page = folder.resolve("report.html")
      val command = Seq("bin/demo", "words", "--rounds", "2", "--rate", "1500", "--report", page.toString)
      val demo = Bin.start(folder, command)
      val listeners = if (Listeners.canBeSeen) Listeners.until(demo) else Set.empty
      val result = demo.await()
      assert(result.exit == 0 && result.out.contains("EQUAL"), result)
      assert(result.err.contains("of 2,514 lines sent"))
      assert(new String(Files.readAllBytes(page)).contains("EQUAL"))
      assert(listeners.filterNot(_.isLoopback).isEmpty)
    }
  }

  test("bin/demo: a job moves to the port and back, no total is lost, and nothing stays behind", LongRun) {
    TempFolder.use { folder =>
      val page = folder.resolve("report.html")
      val demo = Bin.start(folder, Seq("bin/demo", "--rate", "200", "--report", page.toString))
      var started = Set.empty[ProcessHandle]
      while (demo.isAlive) {
        started ++= demo.descendants
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100))
      }
      val result = demo.await()
      assert(result.exit == 0 && result.out.contains("EQUAL"), result)
      // word, moved, counted
      val totals = result.out.linesIterator
        .map(_.trim.split(" +"))
        .collect {
          case Array(_, moved, counted) if counted.matches("[0-9,]+") => (moved, counted)
        }
        .toList
      assert(totals.nonEmpty && totals.forall { case (moved, counted) => moved == counted }, result)
      assert(result.err.linesIterator.count(_.contains("written and read back in")) == 2, result)
      assert(new String(Files.readAllBytes(page)).contains("EQUAL"))
      // Kafka, the feed, three runs and two savepoints.
      val deadline = System.nanoTime + TimeUnit.SECONDS.toNanos(10)
      while (started.exists(isRunning) && System.nanoTime < deadline)
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100))
      val left = started.filter(isRunning).map(_.info)
      assert(started.size >= 7 && left.isEmpty)
    }
  }

  /** One that has ended is alive to Java until its parent has asked for its exit code, but has no command. */
  private def isRunning(process: ProcessHandle): Boolean = process.isAlive && process.info.command.isPresent

  /** Links to the programs that any Unix has, and so to neither Java nor Maven. */
  private def plainPath(folder: Path): String = {
    val bin = Files.createDirectory(folder.resolve("path"))
    for (
      program <- Seq(
        "bash",
        "env",
        "dirname",
        "readlink",
        "sed",
        "grep",
        "find",
        "locale",
        "mkdir",
        "cat",
        "head",
        "tail"
      )
    ) {
      val found = Seq("/bin", "/usr/bin").map(p => java.nio.file.Paths.get(p, program)).find(Files.exists(_))
      found.foreach(Files.createSymbolicLink(bin.resolve(program), _))
    }
    bin.toString
  }

  /** A copy of what the scripts need, that was never built. */
  private def unbuilt(folder: Path): Path = {
    val copy = folder.resolve("copy")
    Files.createDirectories(copy.resolve("bin"))
    Files.createDirectories(copy.resolve("src/main"))
    Files.copy(Bin.home.resolve("pom.xml"), copy.resolve("pom.xml"))
    for (script <- Files.list(Bin.home.resolve("bin")).iterator.asScala) {
      Files.copy(
        script,
        copy.resolve("bin").resolve(script.getFileName),
        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES
      )
    }
    copy
  }

  test("shellcheck finds nothing in the scripts") {
    val path = sys.env("PATH").split(':').map(java.nio.file.Paths.get(_))
    assume(path.exists(p => Files.isExecutable(p.resolve("shellcheck"))), "shellcheck is not installed")
    TempFolder.use { folder =>
      val scripts = Seq("bin", ".ci", "src/test/fixtures", "src/bench")
        .map(Bin.home.resolve)
        .flatMap(root => Files.walk(root).iterator.asScala)
        .filter(file => Files.isRegularFile(file) && isScript(file))
        .map(Bin.home.relativize(_).toString)
      assert(scripts.contains("bin/test") && scripts.contains("bin/common.sh") && scripts.contains(".ci/run"))
      val result = Bin.run(folder, "shellcheck" +: "-x" +: scripts: _*)
      assert(result.exit == 0, result)
    }
  }

  private def isScript(file: Path): Boolean =
    file.toString.endsWith(".sh") || {
      val in = Files.newInputStream(file)
      try new String(in.readNBytes(2), "UTF-8") == "#!"
      finally in.close()
    }

  test("no Maven and nothing built: one line that says so") {
    TempFolder.use { folder =>
      val copy = unbuilt(folder)
      val env = Map("PATH" -> plainPath(folder), "JAVA_HOME" -> System.getProperty("java.home"))
      val result = Bin.start(folder, Seq(s"$copy/bin/twinstream", "jobs"), env).await()
      assert(result.exit == 3 && result.out.isEmpty, result)
      assert(result.err.linesIterator.size == 1 && result.err.contains("no Maven (mvn) on the path"), result)
      assert(!Files.exists(copy.resolve("target")))
    }
  }

  /** Said of the line that it tests unless it is asked for the other. */
  private val ofDefaultLine = "TWINSTREAM_SPARK" -> "3"

  test("bin/test counts what was cancelled, ignored or is pending apart from what passed") {
    TempFolder.use { folder =>
      val copy = unbuilt(folder)
      val java = s"${System.getProperty("java.home")}/bin/java"
      val mvn = TempFolder.write(
        Files.createDirectory(folder.resolve("maven")).resolve("mvn"),
        s"""#!/bin/bash
           |[ -z "$$RUNS_NOTHING" ] || exit 0
           |exec $java -cp '${System.getProperty("java.class.path")}' org.scalatest.tools.Runner \\
           |  -R '${classOf[EachOutcome].getProtectionDomain.getCodeSource.getLocation.getPath}' -s ${classOf[
            EachOutcome
          ].getName} -u "$$PWD/target/scalatest" -oW
           |""".stripMargin
      )
      mvn.toFile.setExecutable(true)
      val env =
        Map(
          "PATH" -> s"${mvn.getParent}:${sys.env("PATH")}",
          "JAVA_HOME" -> System.getProperty("java.home"),
          ofDefaultLine
        )
      val result = Bin.start(folder, Seq(s"$copy/bin/test"), env).await()
      assert(result.exit == 1 && result.out.endsWith("\n2 passed, 1 failed, 3 skipped\n"), result)
      assert(result.err.endsWith(s"failed: ${classOf[EachOutcome].getName}: fails: <skipped/>\n"), result)
      val nothing = Bin.start(folder, Seq(s"$copy/bin/test"), env + ("RUNS_NOTHING" -> "yes")).await()
      assert(nothing.exit == 3 && nothing.out == "0 passed, 0 failed, 0 skipped\n", nothing)
      assert(nothing.err == "twinstream: no test was run\n")
    }
  }

  test("bin/test: what Maven is told for each option") {
    TempFolder.use { folder =>
      val copy = unbuilt(folder)
      for ((name, package_) <- Seq("AloneSuite" -> "a", "OtherSuite" -> "b")) {
        val suites = Files.createDirectories(copy.resolve(s"src/test/scala/$package_"))
        TempFolder.write(suites.resolve(s"$name.scala"), if (package_ == "a") "LongRun" else "short")
      }
      val mvn = TempFolder.write(
        Files.createDirectory(folder.resolve("maven")).resolve("mvn"),
        "#!/bin/bash\necho \"mvn $*\"\n"
      )
      mvn.toFile.setExecutable(true)
      val env =
        Map(
          "PATH" -> s"${mvn.getParent}:${sys.env("PATH")}",
          "JAVA_HOME" -> System.getProperty("java.home"),
          ofDefaultLine
        )
      val told = Seq(
        "" -> "verify",
        "--spark-4" -> "-Pspark-4 verify",
        "--rules" -> "-q -Djacoco.skip=true -Dspotless.check.skip=true -DtagsToInclude=io.twinstream.RuleTier test",
        "--all" -> "-Dtests.left.out=none verify",
        "--long" -> "-Djacoco.skip=true -Dtests.left.out=none -Dsuites=a.AloneSuite verify",
        "--long b.One,b.Two" -> "-Djacoco.skip=true -Dtests.left.out=none -Dsuites=b.One,b.Two verify"
      )
      for ((options, arguments) <- told) {
        val command = s"$copy/bin/test" +: options.split(' ').filter(_.nonEmpty).toSeq
        val result = Bin.start(folder, command, env).await()
        assert(result.out.linesIterator.next() == s"mvn -B -ntp $arguments", result)
      }
    }
  }

  test("no Java 17: one line that says what was found") {
    TempFolder.use { folder =>
      val fake = folder.resolve("jdk-11/bin")
      Files.createDirectories(fake)
      val java =
        TempFolder.write(fake.resolve("java"), "#!/bin/bash\necho 'openjdk version \"11.0.2\"' >&2\n")
      java.toFile.setExecutable(true)
      val env = Map(
        "PATH" -> plainPath(folder),
        "JAVA_HOME" -> folder.resolve("jdk-11").toString,
        "TWINSTREAM_JVMS" -> folder.resolve("none").toString
      )
      val result = Bin.start(folder, Seq("bin/twinstream", "jobs"), env).await()
      assert(result.exit == 3 && result.err.linesIterator.size == 1, result)
      assert(result.err.contains("no Java 17 found") && result.err.contains("jdk-11"), result)
    }
  }

  test("with SPARK_HOME, its spark-submit is used, with the options as they were given") {
    TempFolder.use { folder =>
      val spark = folder.resolve("spark")
      Files.createDirectories(spark.resolve("bin"))
      Files.createDirectories(spark.resolve("jars"))
      val submit = TempFolder.write(spark.resolve("bin/spark-submit"), "#!/bin/bash\nprintf '%s\\n' \"$@\"\n")
      submit.toFile.setExecutable(true)
      val command = Seq(
        "bin/submit",
        "word-count",
        "structured",
        "--master",
        "yarn",
        "--name",
        "two words",
        "--",
        "--sink",
        "console"
      )
      val result = Bin.start(folder, command, Map("SPARK_HOME" -> spark.toString)).await()
      assert(result.exit == 0, result)
      val words = result.out.linesIterator.toList
      val jar = words.find(_.endsWith("twinstream-app.jar")).get
      assert(
        words == List("--class", "io.twinstream.cli.Main", "--master", "yarn", "--name", "two words", jar) ++
          List("run", "word-count", "--engine", "structured", "--sink", "console")
      )
    }
  }

  for (
    command <- Seq(
      "bin/twinstream run word-count --engine dstream",
      "bin/twinstream jobs",
      "bin/twinstream --version",
      "bin/twinstream bench",
      "bin/submit word-count dstream",
      "bin/demo"
    )
  ) {
    test(s"a SPARK_HOME that is none is named: $command") {
      TempFolder.use { folder =>
        val env = Map("SPARK_HOME" -> folder.toString)
        val result = Bin.start(folder, command.split(' ').toSeq, env).await()
        val message = s"twinstream: SPARK_HOME=$folder: has no bin/spark-submit or no jars/; " +
          "set it to a Spark distribution, or unset it\n"
        assert(result.exit == 3 && result.err == message, result)
      }
    }
  }

  test("a port in use is named, and the command ends with 3") {
    TempFolder.use { folder =>
      val taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress)
      try {
        val to = s"socket:${taken.getLocalPort}"
        val result = Bin.run(folder, "bin/twinstream", "feed", "--generate", "words", "--to", to)
        assert(result.exit == 3 && result.err.linesIterator.size == 1, result)
        assert(result.err.contains(s"port ${taken.getLocalPort}: cannot listen there"), result)
      } finally taken.close()
    }
  }
}
