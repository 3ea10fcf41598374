package io.twinstream.endtoend

import io.twinstream.EndToEnd
import io.twinstream.ends.redis.Redis
import java.nio.file.Path

/** Revenue in hashes of Redis. */
@EndToEnd
class RedisCrashEndToEndSuite extends SinkCrashes("redis") {
  override protected def start(folder: Path): SinkServer = {
    val redis = Redis.start(folder)
    new SinkServer {
      override def sink: String = redis.sink("revenue")
      override def stop(): Unit = redis.stop()
      override def startAgain(): Unit = redis.startAgain()
      override def revenue(): Seq[Seq[String]] = {
        val columns = Seq("windowStart", "windowEnd", "category", "orders", "revenueCents")
        val rows = redis.hashes("revenue").values.toSeq
        rows.map(row => columns.map(row)).sortBy(row => (row.head.toLong, row(1).toLong, row(2)))
      }
    }
  }
}
