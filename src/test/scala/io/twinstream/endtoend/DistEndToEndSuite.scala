package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.file.{Files, Path, Paths}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** What `bin/dist` packs runs in a clean folder of a machine that has no Maven. */
@EndToEnd
class DistEndToEndSuite extends AnyFunSuite {
  private val target = Paths.get(sys.env("TWINSTREAM_TARGET"))

  /** Everything that is on the path, but Maven. */
  private def pathWithoutMaven(folder: Path): String = {
    val bin = Files.createDirectory(folder.resolve("path"))
    for {
      place <- sys.env("PATH").split(':').toSeq.map(Paths.get(_)).filter(Files.isDirectory(_))
      program <- Files.list(place).iterator.asScala
      name = program.getFileName.toString
      if name != "mvn" && !Files.exists(bin.resolve(name))
    } Files.createSymbolicLink(bin.resolve(name), program.toRealPath())
    bin.toString
  }

  /** A Spark as its distribution is laid out. */
  private def spark(folder: Path): Path = {
    val home = folder.resolve("spark")
    Files.createDirectories(home.resolve("bin"))
    Files.createSymbolicLink(home.resolve("jars"), target.resolve("spark/jars"))
    val submit = s"""#!/bin/bash
                    |exec "$$JAVA_HOME/bin/java" @${Bin.home}/conf/jvm.options -cp '$home/jars/*' \\
                    |  org.apache.spark.deploy.SparkSubmit "$$@"
                    |""".stripMargin
    TempFolder.write(home.resolve("bin/spark-submit"), submit).toFile.setExecutable(true)
    home
  }

  /** Packs, checks the sum, and unpacks into a clean folder; gives the archive's only folder. */
  private def unpacked(folder: Path, options: String*): Path = {
    val packed = Bin.run(folder, "bin/dist" +: options: _*)
    assert(packed.exit == 0, packed)
    val archive = Paths.get(packed.out.trim)
    assert(
      archive.getParent == target && archive.getFileName.toString.matches("twinstream-[^/]+\\.tar\\.gz"),
      packed
    )
    val sum = Bin.start(folder, Seq("sha256sum", "-c", s"${archive.getFileName}.sha256"), in = target).await()
    assert(sum.exit == 0, sum)
    val place = Files.createDirectory(folder.resolve("clean"))
    assert(Bin.run(folder, "tar", "-xzf", archive.toString, "-C", place.toString).exit == 0)
    val Seq(home) = Files.list(place).iterator.asScala.toList
    home
  }

  /** The commands of a first look, each as it is meant to end. */
  private def firstLook(home: Path, run: Seq[String] => Bin.Result): Unit = {
    def ok(words: String*): String = {
      val result = run(words)
      assert(result.exit == 0, result)
      result.out
    }
    assert(ok("--version").startsWith("twinstream "))
    assert(ok("jobs").contains("word-count"))
    assert(
      ok("scan", s"$home/target/twinstream-app.jar").contains("effort")
    )
    assert(ok("compare", "word-count").contains("word-count: EQUAL in "))
    val rows = home.resolveSibling("rows")
    val recording = s"recording:$home/data/words.recording"
    ok("run", "word-count", "--engine", "structured", "--source", recording, "--sink", s"json:$rows")
    assert(Files.list(rows).iterator.asScala.exists(_.toString.endsWith(".json")))
  }

  test("an archive without Spark runs with that of SPARK_HOME, and says what it lacks", LongRun) {
    TempFolder.use { folder =>
      val home = unpacked(folder)
      val path = pathWithoutMaven(folder)
      def run(spark: String)(words: Seq[String]) = {
        val env =
          Map("PATH" -> path, "SPARK_HOME" -> spark, "TWINSTREAM_HOME" -> "", "TWINSTREAM_SPARK" -> "")
        Bin.start(folder, s"$home/bin/twinstream" +: words, env, in = folder).await()
      }
      firstLook(home, run(spark(folder).toString))
      assert(!Files.exists(home.resolve("target/spark")) && !Files.exists(home.resolve("pom.xml")))
      assert(Files.exists(home.resolve("docs/index.html")) && Files.exists(home.resolve("LICENSE")))
      val completion = new String(Files.readAllBytes(home.resolve("share/twinstream.bash")), "UTF-8")
      assert(completion.contains("complete -F _complete_twinstream"))

      val lacks = Seq(
        run("")(Seq("jobs")) -> "no Spark in this archive: set SPARK_HOME",
        run(s"$folder/spark")(Seq("local", "kafka", "--port", "0")) -> "the broker is not there",
        run(s"$folder/spark")(Seq("local", "postgres", "--port", "0")) -> "postgres: the server is not there",
        run(s"$folder/spark")(Seq("bench")) -> "an archive has no sources"
      )
      for ((result, message) <- lacks)
        assert(result.exit == 3 && result.err.linesIterator.size == 1 && result.err.contains(message), result)
    }
  }

  test("an archive with Spark inside needs nothing but Java, and has Kafka and PostgreSQL", LongRun) {
    TempFolder.use { folder =>
      val home = unpacked(folder, "--with-spark")
      val env = Map("PATH" -> pathWithoutMaven(folder), "SPARK_HOME" -> "", "TWINSTREAM_HOME" -> "")
      def run(words: Seq[String]) =
        Bin.start(folder, s"$home/bin/twinstream" +: words, env, in = folder).await()
      firstLook(home, run)
      for ((server, address) <- Seq("kafka" -> "localhost:", "postgres" -> "jdbc:postgresql://")) {
        val command = Seq(s"$home/bin/twinstream", "local", server, "--port", "0")
        val running = Bin.start(folder, command, env, in = folder)
        try Bin.eventually(running)(running.out.contains(address))
        finally {
          running.signal("TERM")
          running.await()
        }
      }
    }
  }
}
