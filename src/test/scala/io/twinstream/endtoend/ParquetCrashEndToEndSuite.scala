package io.twinstream.endtoend

import io.twinstream.EndToEnd
import io.twinstream.ends.files.ParquetFiles
import java.nio.file.Path

/** Revenue in Parquet files: of a category and window the row of the newest batch counts. */
@EndToEnd
class ParquetCrashEndToEndSuite extends SinkCrashes("parquet", "none") {
  override protected def start(folder: Path): SinkServer = new SinkServer.Folder(s"parquet:$folder") {
    override def revenue(): Seq[Seq[String]] = {
      val rows = ParquetFiles.rows(folder)
      val newest = rows.groupBy(row => SinkServer.columns.take(3).map(row)).values
      SinkServer.sorted(newest.map(_.maxBy(_("batch").toLong)).map(row => SinkServer.columns.map(row)).toSeq)
    }
  }
}
