package io.twinstream.migration.compare.rows

import io.twinstream.{TempFolder, TwinSession}
import java.nio.file.{Files, Path}

/** The page of a comparison of rows of many columns. */
object RowsPages {
  def different(folder: Path): String = {
    def end(name: String, rows: Seq[String]): String = {
      val at = Files.createDirectories(folder.resolve(name))
      TempFolder.write(at.resolve("part.json"), rows.mkString("\n"))
      s"json:$at"
    }
    def row(k: Int, n: Long) =
      s"""{"page":"https://example.com/a/rather/long/path/of/page/$k","windowStart":${1700000000000L + 60000 * k},""" +
        s""""country":"country of page $k","visits":$n,"average":${n / 4.0},"note":"seen by several readers, and read again"}"""
    val left = end("left", (1 to 30).map(k => row(k, 1000L * k)))
    val right = end("right", (2 to 31).map(k => row(k, 1000L * k + (if (k % 5 == 0) 7 else 0))))
    val asked = RowsSession.Asked("page,windowStart").of(left, right)
    RowsReports.html(RowsComparison.of(asked).run(TwinSession.session.newSession()))
  }
}
