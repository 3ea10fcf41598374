package io.twinstream.ends.files

import io.twinstream.api.{BatchRows, RowFormat, Sink}
import io.twinstream.ends.{EveryType, OpenSinks, WordRows}
import io.twinstream.ends.kafka.KafkaClientSettings
import io.twinstream.error.UserError
import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.{RuleTier, TempFolder}
import java.nio.file.{Files, Path}
import java.util.Arrays
import org.scalatest.funsuite.AnyFunSuite

/** Rows in Parquet files. */
@RuleTier
class ParquetSinkSuite extends AnyFunSuite {
  private def sink(folder: Path, run: String = "r"): Sink[CountedWord] = {
    val sink: Sink[CountedWord] = OpenSinks.parse(s"parquet:$folder", WordRows.format, run)
    sink.check()
    sink
  }

  private def row(batch: Long, word: String, count: Long) =
    Map("batch" -> batch.toString, "word" -> word, "count" -> count.toString)

  private def names(folder: Path): Set[String] = {
    val list = Files.list(folder)
    try list.map[String](_.getFileName.toString).toArray.map(_.toString).toSet
    finally list.close()
  }

  test("a batch is a file for each partition that has rows, and replaces itself alone") {
    TempFolder.use { folder =>
      val words = sink(folder)
      words.write(WordRows.parts(Seq("a" -> 1L), Seq.empty, Seq("b" -> 2L, "c" -> 3L)), 1000)
      words.write(WordRows.words("a" -> 5), 2000)
      assert(
        names(folder) == Set(
          "batch-0000000001000-r-0.parquet",
          "batch-0000000001000-r-2.parquet",
          "batch-0000000002000-r-0.parquet"
        )
      )
      words.write(WordRows.parts(Seq("a" -> 2L)), 1000)
      sink(folder, "other").write(WordRows.words("a" -> 7), 1000)
      assert(
        ParquetFiles.rows(folder).toSet == Set(row(1000, "a", 2), row(2000, "a", 5), row(1000, "a", 7))
      )
    }
  }

  test("every type, nothing, and what UTF-8 has no bytes for") {
    TempFolder.use { folder =>
      val format = new RowFormat(
        Arrays.asList("number"),
        Arrays.asList("real", "small", "exact", "whole", "flag", "nothing", "text")
      )
      val every: Sink[EveryType] = OpenSinks.parse(
        s"parquet:$folder",
        format,
        "r",
        classOf[EveryType],
        true,
        KafkaClientSettings.NONE
      )
      every.write(BatchRows.of(Arrays.asList(new EveryType("a\u0000\ud83d", "", 7, Double.NaN))), 1)
      assert(
        ParquetFiles.rows(folder) == Seq(
          Map(
            "batch" -> "1",
            "number" -> "7",
            "real" -> "NaN",
            "small" -> "0.5",
            "exact" -> "12345678901234567890.123456789",
            "whole" -> "98765432109876543210",
            "flag" -> "true",
            "text" -> "a\u0000\ufffd"
          )
        )
      )
    }
  }

  test("rows whose class says no types, a place that cannot be written and an object store are refused") {
    def failure(work: => Unit) = intercept[UserError](work).getMessage
    val texts = failure {
      OpenSinks
        .parse[String]("parquet:/x", WordRows.format, "r", classOf[String], true, KafkaClientSettings.NONE)
      ()
    }
    assert(texts.contains("java.lang.String, says no type of column word"), texts)
    TempFolder.use { folder =>
      val file = TempFolder.write(folder.resolve("file"), "")
      assert(failure { sink(file.resolve("x")); () }.contains("cannot write there"))
    }
    val store = failure(OpenSinks.parse[CountedWord]("parquet:s3a://b/x", WordRows.format, "r").check())
    assert(store.contains("an object store renames a folder file by file"), store)
  }
}
