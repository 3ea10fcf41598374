package io.twinstream.endtoend

import io.twinstream.EndToEnd
import io.twinstream.ends.search.SearchIndex
import java.nio.file.Path

/** Revenue in an index of OpenSearch. */
@EndToEnd
class SearchCrashEndToEndSuite extends SinkCrashes("search", "dstream") {
  override protected def start(folder: Path): SinkServer = {
    val search = SearchIndex.start(folder)
    new SinkServer {
      override def sink: String = search.sink("revenue")
      override def stop(): Unit = search.stop()
      override def startAgain(): Unit = search.startAgain()
      override def revenue(): Seq[Seq[String]] =
        SinkServer.sorted(search.documents("revenue").values.toSeq.map(row => SinkServer.columns.map(row)))
    }
  }
}
