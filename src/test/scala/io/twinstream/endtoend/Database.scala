package io.twinstream.endtoend

import java.sql.{Connection, DriverManager}

/** A database by its URL, and what tests ask it. */
class Database(val url: String) {

  def connection[A](body: Connection => A): A = {
    val connection = DriverManager.getConnection(url)
    try body(connection)
    finally connection.close()
  }

  def execute(sql: String): Unit = connection { c =>
    c.createStatement.execute(sql)
    ()
  }

  /** The rows of a query, as texts. */
  def query(sql: String): Seq[Seq[String]] = connection { c =>
    val result = c.createStatement.executeQuery(sql)
    val width = result.getMetaData.getColumnCount
    Iterator
      .continually(result)
      .takeWhile(_.next())
      .map(row => (1 to width).map(row.getString))
      .toList
  }

  def exists(table: String): Boolean = query(s"SELECT to_regclass('$table')").head.head != null
}
