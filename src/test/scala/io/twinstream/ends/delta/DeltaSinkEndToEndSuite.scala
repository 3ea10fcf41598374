package io.twinstream.ends.delta

import io.twinstream.endtoend.{Bin, DeltaTables}
import io.twinstream.{EndToEnd, TempFolder}
import java.nio.file.Files
import org.scalatest.funsuite.AnyFunSuite

/** Rows in tables of Delta, by a program with Delta on its class path. */
@EndToEnd
class DeltaSinkEndToEndSuite extends AnyFunSuite {
  test("a batch is one commit and is there once; totals are merged; other columns are refused") {
    DeltaTables.cancelOnSpark4()
    TempFolder.use { folder =>
      val said = DeltaTables.run(folder, DeltaSinkTrial.name, folder.toString)
      assert(
        said.linesIterator.toSeq == Seq(
          """totals: {"word":"a","count":5} {"word":"b","count":3} {"word":"c","count":1} {"word":"tick`'","count":7}""",
          """totals: {"word":"a","count":6} {"word":"b","count":3} {"word":"c","count":1} {"word":"tick`'","count":7}""",
          """per: {"run":"r","batch":1000,"word":"a","count":1} {"run":"r","batch":2000,"word":"a","count":2}""",
          s"refused: delta:$folder/per: has the columns [run string, batch bigint, word string, count bigint], and the rows have [word string, count bigint]: name another directory, or delete this one",
          s"refused: delta:$folder/totals: has the columns [word string, count bigint], and the rows have [word string]: name another directory, or delete this one"
        )
      )
      assert(!Files.exists(folder.resolve("totals/.staging")))
    }
  }

  test("a table of a version that this Delta does not know is refused") {
    DeltaTables.cancelOnSpark4()
    TempFolder.use { folder =>
      val log = Files.createDirectories(folder.resolve("table/_delta_log"))
      TempFolder.write(
        log.resolve("00000000000000000000.json"),
        """{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["futuristic"],"writerFeatures":["futuristic"]}}
          |{"metaData":{"id":"x","format":{"provider":"parquet","options":{}},"schemaString":"{\"type\":\"struct\",\"fields\":[{\"name\":\"word\",\"type\":\"string\",\"nullable\":true,\"metadata\":{}},{\"name\":\"count\",\"type\":\"long\",\"nullable\":true,\"metadata\":{}}]}","partitionColumns":[],"configuration":{},"createdTime":0}}
          |""".stripMargin
      )
      val input = TempFolder.write(folder.resolve("words"), "0\ta b\n")
      val ran = Bin.run(
        folder,
        Seq(
          "bin/twinstream",
          "run",
          "running-word-count",
          "--engine",
          "structured",
          "--master",
          "local[1]"
        ) ++
          Seq("--source", s"recording:$input", "--sink", s"delta:$folder/table"): _*
      )
      assert(
        ran.exit == 3 && ran.err.contains(s"delta:$folder/table: ") && ran.err.contains("futuristic"),
        ran
      )
      assert(!ran.err.contains("Exception in thread"), ran)
    }
  }
}
