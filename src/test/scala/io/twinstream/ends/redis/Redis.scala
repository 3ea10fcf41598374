package io.twinstream.ends.redis

import io.twinstream.local.servers.LocalRedis
import java.nio.file.Path
import org.scalatest.Assertions
import redis.clients.jedis.Jedis
import scala.collection.JavaConverters._

/** A real Redis that can be stopped and started again. */
final class Redis private (folder: Path, private var server: LocalRedis) extends AutoCloseable {
  val port: Int = server.port

  /** The server and one prefix of keys. */
  def sink(prefix: String): String = s"${server.url}#$prefix"

  def url: String = server.url

  def stop(): Unit = server.close()

  def startAgain(): Unit = server = LocalRedis.start(port, folder)

  override def close(): Unit = stop()

  /** Does something with a client of its own. */
  def ask[A](command: Jedis => A): A = {
    val client = new Jedis(url)
    try command(client)
    finally client.close()
  }

  /** The hashes of a prefix. */
  def hashes(prefix: String): Map[String, Map[String, String]] = ask { client =>
    client
      .keys(s"$prefix:*")
      .asScala
      .filter(client.`type`(_) == "hash")
      .map(key => key -> client.hgetAll(key).asScala.toMap)
      .toMap
  }
}

object Redis {

  /** Cancels the test where the machine has no Redis. */
  def start(folder: Path): Redis = {
    if (!LocalRedis.isInstalled) Assertions.cancel("no redis-server here, so nothing is written to one")
    new Redis(folder, LocalRedis.start(0, folder))
  }
}
