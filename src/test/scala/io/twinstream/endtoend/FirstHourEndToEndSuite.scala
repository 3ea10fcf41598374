package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, ScalaLine, TempFolder}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.Files
import org.scalatest.funsuite.AnyFunSuite

/** What somebody tries first, as a program. */
@EndToEnd
class FirstHourEndToEndSuite extends AnyFunSuite {

  test("demo difference finds three wrong ports, each by its name, and writes a page") {
    TempFolder.use { folder =>
      val page = folder.resolve("difference.html")
      val result = Bin.run(folder, "bin/demo", "difference", "--report", page.toString)
      assert(result.exit == 0 && result.out.contains("3 of 3 wrong ports were found"), result)
      for (kind <- Seq("CUMULATIVE", "SHIFTED_BATCH", "DUPLICATE_ROW")) {
        assert(result.out.contains(s"): $kind"), result)
        assert(new String(Files.readAllBytes(page), UTF_8).contains(kind))
      }
    }
  }

  test("doctor looks at this machine, which is as it should be") {
    TempFolder.use { folder =>
      val result = Bin.run(folder, "bin/twinstream", "doctor")
      assert(result.exit == 0 && result.out.contains("✓ Java") && result.err.isEmpty, result)
      for (subject <- Seq("Spark", "memory", "localhost", "port", "locale"))
        assert(result.out.linesIterator.exists(_.drop(2).startsWith(subject)), result)
    }
  }

  test("doctor says what is wrong with a Spark that is gone, and the rest") {
    TempFolder.use { folder =>
      val result =
        Bin.run(folder, "env", s"SPARK_HOME=$folder/gone", s"${Bin.home}/bin/twinstream", "doctor")
      assert(
        result.exit == 3 && result.out.contains(s"✗ Spark      SPARK_HOME=$folder/gone has no jars"),
        result
      )
      assert(result.out.contains("✓ Java") && result.out.contains("to be done: 1 thing"), result)
    }
  }

  test("--quiet leaves the result alone, and --log keeps what Spark says") {
    TempFolder.use { folder =>
      val log = folder.resolve("spark.log")
      val result =
        Bin.run(folder, "bin/twinstream", "compare", "word-count", "--quiet", "--log", log.toString)
      assert(result.exit == 0 && result.out.startsWith("word-count: EQUAL") && result.err.isEmpty, result)
      assert(new String(Files.readAllBytes(log), UTF_8).contains(" INFO SparkContext: Running Spark version"))
    }
  }

  test("a setting that Spark refuses is a line") {
    TempFolder.use { folder =>
      val result = Bin.run(
        folder,
        "bin/twinstream",
        "compare",
        "word-count",
        "--conf",
        "spark.sql.shuffle.partitions=abc"
      )
      assert(result.exit == 2, result)
      val said = result.err.linesIterator.toSeq.last
      val why =
        if (ScalaLine.is213)
          "[INVALID_CONF_VALUE.TYPE_MISMATCH] The value 'abc' in the config \"spark.sql.shuffle.partitions\" is invalid. It should be a/an 'int' value. SQLSTATE: 22022"
        else "spark.sql.shuffle.partitions should be int, but was abc"
      assert(said == s"twinstream: Spark does not take a setting: $why", result)
    }
  }

  test("--ui serves Spark's page and says where") {
    TempFolder.use { folder =>
      val recording = Bin.home.resolve("data/words.recording")
      val command = Seq(
        "bin/twinstream",
        "run",
        "word-count",
        "--engine",
        "dstream",
        "--source",
        s"recording:$recording",
        "--ui"
      )
      val result = Bin.run(folder, command: _*)
      assert(result.exit == 0, result)
      assert(result.err.linesIterator.exists(_.matches(".*Spark's page: http://localhost:\\d+")), result)
    }
  }

  test("compare --all compares every job, and writes what build servers read", LongRun) {
    TempFolder.use { folder =>
      val junit = folder.resolve("junit.xml")
      val result = Bin.run(folder, "bin/twinstream", "compare", "--all", "--junit", junit.toString)
      assert(result.exit == 0 && result.out.linesIterator.toSeq.last == "14 jobs, all equal", result)
      assert(new String(Files.readAllBytes(junit), UTF_8).contains("tests=\"11\" failures=\"0\""))
    }
  }
}
