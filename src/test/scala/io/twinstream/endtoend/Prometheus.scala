package io.twinstream.endtoend

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import java.io.IOException
import java.net.{URI, URLEncoder}
import java.net.http.{HttpClient, HttpRequest, HttpResponse}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path, Paths}
import scala.collection.JavaConverters._

/** Debian's Prometheus, started with the project's `conf/prometheus.yml` for other targets. */
final class Prometheus(folder: Path, pages: Seq[String], sparkPages: Seq[String]) {
  private val http = HttpClient.newHttpClient
  private val json = new ObjectMapper
  private val port = Bin.freePort()

  private def targets(urls: Seq[String]) =
    urls.map(url => s"'${URI.create(url).getAuthority}'").mkString("[", ", ", "]")

  private val config: String = {
    val text = new String(Files.readAllBytes(Bin.home.resolve("conf/prometheus.yml")), UTF_8)
    val ours = text
      .replace("scrape_interval: 15s", "scrape_interval: 1s")
      .replace("['localhost:8081', 'localhost:8082']", targets(pages))
      .replace("['localhost:4040', 'localhost:4041']", targets(sparkPages))
    assert((pages ++ sparkPages).forall(url => ours.contains(URI.create(url).getAuthority)), ours)
    ours
  }

  val running: Bin.Running = Bin.start(
    folder,
    Seq(
      "prometheus",
      s"--config.file=${io.twinstream.TempFolder.write(folder.resolve("prometheus.yml"), config)}",
      s"--storage.tsdb.path=${folder.resolve("tsdb")}",
      s"--web.listen-address=127.0.0.1:$port"
    )
  )

  /** The series that a query gives now; an error of the query fails. */
  def query(expression: String): Seq[JsonNode] = {
    val url = s"http://127.0.0.1:$port/api/v1/query?query=${URLEncoder.encode(expression, UTF_8)}"
    try {
      val answer =
        http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
      val read = if (answer.statusCode == 503) json.createObjectNode else json.readTree(answer.body)
      assert(read.path("status").asText("success") == "success", s"$expression: $read")
      read.path("data").path("result").elements.asScala.toList
    } catch { case _: IOException => Seq.empty }
  }

  def kill(): Unit = running.kill()
}

object Prometheus {

  /** Whether it is on this machine. */
  def isHere: Boolean =
    sys.env
      .getOrElse("PATH", "")
      .split(":")
      .map(Paths.get(_).resolve("prometheus"))
      .exists(Files.isExecutable)
}
