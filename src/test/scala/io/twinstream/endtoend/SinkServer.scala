package io.twinstream.endtoend

/** A real system that a sink writes to, which can be stopped and started again on the same port and data. */
trait SinkServer extends AutoCloseable {

  /** What `--sink` says. */
  def sink: String

  /** The rows of `order-revenue` as the system's own client reads them: window start, window end, category,
    * orders, cents.
    */
  def revenue(): Seq[Seq[String]]

  /** Tells the same at little cost. */
  def hasRows: Boolean = revenue().nonEmpty

  /** Whether there is a process to stop. */
  def isProcess: Boolean = true

  def stop(): Unit

  def startAgain(): Unit

  override def close(): Unit = stop()
}

object SinkServer {

  /** A place that no process of its own serves. */
  abstract class Folder(override val sink: String) extends SinkServer {
    override def isProcess: Boolean = false
    override def stop(): Unit = ()
    override def startAgain(): Unit = ()
  }

  /** The columns of a row of `order-revenue`. */
  val columns: Seq[String] = Seq("windowStart", "windowEnd", "category", "orders", "revenueCents")

  /** Rows in the order in which SQL gives them. */
  def sorted(rows: Seq[Seq[String]]): Seq[Seq[String]] =
    rows.sortBy(row => (row.head.toLong, row(1).toLong, row(2)))
}
