package io.twinstream.endtoend

import io.twinstream.local.LocalPostgres
import java.nio.file.Path
import java.sql.{Connection, DriverManager}

/** A real PostgreSQL that can be stopped and started again, and what tests ask it. */
final class Postgres(folder: Path) {
  private def start(port: Int): LocalPostgres =
    LocalPostgres.start(Bin.home.resolve("target/postgres/programs"), port, folder)

  private var server = start(0)
  private val port = server.port

  val url: String = server.url

  def stop(): Unit = server.close()

  def startAgain(): Unit = server = start(port)

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

object Postgres {
  def use[A](folder: Path)(body: Postgres => A): A = {
    val postgres = new Postgres(folder.resolve("postgres"))
    try body(postgres)
    finally postgres.stop()
  }
}
