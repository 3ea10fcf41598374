package io.twinstream.endtoend

import io.twinstream.EndToEnd
import java.nio.file.{Files, Path}

/** Revenue in a table of Delta, read by Delta itself. */
@EndToEnd
class DeltaCrashEndToEndSuite extends SinkCrashes("delta", "none") {
  override protected def start(folder: Path): SinkServer = {
    DeltaTables.cancelOnSpark4()
    new SinkServer.Folder(s"delta:$folder") {
      override def hasRows: Boolean = Files.exists(folder.resolve("_delta_log/00000000000000000001.json"))
      override def revenue(): Seq[Seq[String]] =
        SinkServer.sorted(DeltaTables.read(folder.getParent, folder).map(row => SinkServer.columns.map(row)))
    }
  }
}
