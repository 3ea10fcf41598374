package io.twinstream.endtoend

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import java.io.IOException
import java.net.URI
import java.net.http.{HttpClient, HttpRequest, HttpResponse}
import java.nio.file.Path

/** A real `run --serve` with Spark's own page, watched by both. */
final class WatchedRun(folder: Path, command: Seq[String], more: String*) {
  private val http = HttpClient.newHttpClient
  private val json = new ObjectMapper

  val running: Bin.Running = Bin.start(
    folder,
    command ++ Seq("--ui", "--conf", s"spark.ui.port=${Bin.freePort()}") ++ more
  )

  private def said(what: String): Option[String] =
    s"$what: (http\\S+)".r.findFirstMatchIn(running.err).map(_.group(1).stripSuffix("/"))

  /** Where the page is, once it is told. */
  def page: Option[String] = said("page")

  /** Where Spark's own page is. */
  def sparkPage: Option[String] = said("Spark's page")

  def get(path: String): Option[HttpResponse[String]] = page.flatMap(url => get(url, path))

  def get(url: String, path: String): Option[HttpResponse[String]] =
    try
      Some(
        http.send(
          HttpRequest.newBuilder(URI.create(s"$url/$path")).build(),
          HttpResponse.BodyHandlers.ofString()
        )
      )
    catch { case _: IOException => None }

  def status: Option[JsonNode] = get("status.json").map(answer => json.readTree(answer.body))

  /** What Prometheus is given, by the name without labels; of several samples the sum. */
  def metrics: Map[String, Double] = sums(get("metrics").map(_.body).getOrElse("\n"))

  private def sums(text: String): Map[String, Double] =
    PrometheusText.parse(text).toSeq.groupBy(_._1.takeWhile(_ != '{')).map { case (name, samples) =>
      name -> samples.map(_._2).sum
    }

  /** What Spark's servlet gives of ours, by the same names. */
  def sparkMetrics: Map[String, Double] = {
    val sample = """metrics_.+_driver_twinstream_(.+)_Value\{type="gauges"\} (\S+)""".r
    val text = sparkPage.flatMap(get(_, "metrics/prometheus/")).map(_.body).getOrElse("")
    text.linesIterator.collect { case sample(name, value) => s"twinstream_$name" -> value.toDouble }.toMap
  }

  def kill(): Unit = running.kill()
}
