package io.twinstream.endtoend

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import java.io.IOException
import java.net.URI
import java.net.http.{HttpClient, HttpRequest, HttpResponse}
import java.nio.file.Path
import java.util.concurrent.locks.LockSupport
import scala.collection.JavaConverters._
import scala.collection.mutable

/** A real `compare --follow`, watched by its page. */
final class FollowProcess(folder: Path, programs: FollowedPrograms, options: String*) {
  private val http = HttpClient.newHttpClient

  private def begin(): Bin.Running = Bin.start(
    folder,
    Seq("bin/twinstream", "compare", "--rows", programs.left, programs.right, "--follow", "--serve", "0") ++
      programs.columns ++ options
  )

  @volatile private var process = begin()

  def running: Bin.Running = process

  /** SIGKILL, and the same command again. */
  def killAndStartAgain(): Unit = {
    process.killNow()
    while (process.isAlive) LockSupport.parkNanos(10000000L)
    process = begin()
  }

  /** Where the page is, once it is told. */
  def page: Option[String] = "page: (http\\S+)".r.findFirstMatchIn(process.err).map(_.group(1))

  def get(path: String, headers: (String, String)*): Option[HttpResponse[String]] = page.flatMap { url =>
    val request = HttpRequest.newBuilder(URI.create(url + path))
    headers.foreach { case (name, value) => request.header(name, value) }
    try Some(http.send(request.build(), HttpResponse.BodyHandlers.ofString()))
    catch { case _: IOException => None }
  }

  /** The present status; empty while there is none. */
  def status: Option[JsonNode] =
    get("status.json").map(answer => new ObjectMapper().readTree(answer.body)).filter(_.has("version"))

  /** When each row that differs was first shown, by its id. */
  val found: mutable.Map[String, Long] = mutable.Map.empty

  private val ticks = mutable.SortedSet.empty[Long]
  private val foundAt = mutable.Map.empty[String, Long]

  /** How many ticks began after that moment, up to the one that showed the row as different. */
  def ticksUntilFound(id: String, since: Long): Int = ticks.count(at => at > since && at <= foundAt(id))

  /** Looks at the page; fails if it shows a difference that is none. */
  def watch(): Option[JsonNode] = {
    programs.check()
    val now = status
    val wrong = programs.injured.keySet.map(programs.id)
    now.foreach { shown =>
      ticks += shown.get("at").asLong
      shown.get("rows").elements.asScala.foreach { row =>
        val id = row.get("key").get("id").asText
        assert(wrong(id), s"no such difference was made: $row in $shown")
        found.getOrElseUpdate(id, System.currentTimeMillis)
        foundAt.getOrElseUpdate(id, shown.get("at").asLong)
      }
      assert(shown.get("different").asLong <= wrong.size, shown)
      assert(shown.get("healed").asLong == 0, shown)
    }
    now
  }

  /** Watches until the condition holds. */
  def watchUntil(what: String, seconds: Long)(condition: Option[JsonNode] => Boolean): Unit = {
    val deadline = System.nanoTime + seconds * 1000000000L
    while (!condition(watch())) {
      assert(System.nanoTime < deadline && process.isAlive, s"$what: ${process.err}")
      LockSupport.parkNanos(100000000L)
    }
  }

  def kill(): Unit = process.kill()
}
