package io.twinstream.ends.jdbc

import io.twinstream.api.{BatchRows, Sink}
import java.sql.Connection

/** What suites of other packages do with the sink into a table. */
object JdbcSinks {

  /** Does something in the sink's database. */
  def once(sink: Sink[_])(work: Connection => Unit): Unit = of(sink).database.once(c => work(c))

  /** Writes a batch, and does something more in its transaction. */
  def write[R](sink: Sink[R], rows: BatchRows[R], batch: Long)(more: Connection => Unit): Unit =
    of(sink).write(rows, batch, c => more(c))

  private def of[R](sink: Sink[R]): JdbcSink[R] = sink.asInstanceOf[JdbcSink[R]]
}
