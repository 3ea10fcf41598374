package io.twinstream.endtoend

import io.twinstream.local.servers.LocalPostgres
import java.nio.file.Path

/** A real PostgreSQL that can be stopped and started again. */
final class Postgres private (folder: Path, private var server: LocalPostgres) extends Database(server.url) {
  val port: Int = server.port

  def stop(): Unit = server.close()

  def startAgain(): Unit = server = Postgres.start(port, folder)

  /** A new database of the server. */
  def create(name: String): Database = {
    execute(s"CREATE DATABASE $name")
    new Database(url.replace("/postgres?", s"/$name?"))
  }

  /** The same database, over another port. */
  def over(port: Int): String = url.replace(s"localhost:${this.port}/", s"localhost:$port/")
}

object Postgres {
  private def start(port: Int, folder: Path): LocalPostgres =
    LocalPostgres.start(Bin.home.resolve("target/postgres/programs"), port, folder)

  /** For the tests of a suite, which stops it. */
  def begin(folder: Path): Postgres = {
    val home = folder.resolve("postgres")
    new Postgres(home, start(0, home))
  }

  def use[A](folder: Path)(body: Postgres => A): A = {
    val postgres = begin(folder)
    try body(postgres)
    finally postgres.stop()
  }
}
