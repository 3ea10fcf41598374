package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.file.Files
import org.scalatest.funsuite.AnyFunSuite

@EndToEnd
class ReceiversDemoEndToEndSuite extends AnyFunSuite {
  test("bin/demo receivers: both engines count what was sent, though both drivers are killed", LongRun) {
    TempFolder.use { folder =>
      val page = folder.resolve("report.html")
      val result = Bin.run(folder, "bin/demo", "receivers", "--report", page.toString)
      assert(
        result.exit == 0 && result.out.contains("EQUAL: both engines have counted every message"),
        result
      )
      assert(result.err.contains("killed both drivers by SIGKILL"), result)
      val row = """(dstream|structured)((?:\s+[\d,]+){5})""".r
      val rows = result.out.linesIterator
        .map(_.trim)
        .collect { case row(engine, numbers) =>
          engine -> numbers.trim.split("\\s+").toSeq.map(_.replace(",", "").toLong)
        }
        .toMap
      assert(rows.keySet == Set("dstream", "structured"), result)
      for (Seq(sent, beforeKill, again, counted, twice) <- rows.values) {
        assert(sent == counted && beforeKill >= 1000 && beforeKill < sent && twice <= again, result)
      }
      assert(new String(Files.readAllBytes(page)).contains("EQUAL"))
    }
  }
}
