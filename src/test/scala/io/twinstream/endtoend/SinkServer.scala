package io.twinstream.endtoend

/** A real system that a sink writes to, which can be stopped and started again on the same port and data. */
trait SinkServer extends AutoCloseable {

  /** What `--sink` says. */
  def sink: String

  /** The rows of `order-revenue` as the system's own client reads them: window start, window end, category,
    * orders, cents.
    */
  def revenue(): Seq[Seq[String]]

  def stop(): Unit

  def startAgain(): Unit

  override def close(): Unit = stop()
}
