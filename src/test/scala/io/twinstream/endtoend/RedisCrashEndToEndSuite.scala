package io.twinstream.endtoend

import io.twinstream.EndToEnd
import io.twinstream.ends.redis.Redis
import java.nio.file.Path

/** Revenue in hashes of Redis. */
@EndToEnd
class RedisCrashEndToEndSuite extends SinkCrashes("redis", "structured") {
  override protected def start(folder: Path): SinkServer = {
    val redis = Redis.start(folder)
    new SinkServer {
      override def sink: String = redis.sink("revenue")
      override def stop(): Unit = redis.stop()
      override def startAgain(): Unit = redis.startAgain()
      override def revenue(): Seq[Seq[String]] = {
        SinkServer.sorted(redis.hashes("revenue").values.toSeq.map(row => SinkServer.columns.map(row)))
      }
    }
  }
}
