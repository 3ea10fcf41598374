package io.twinstream.ends.search

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import io.twinstream.endtoend.Bin
import io.twinstream.local.servers.LocalSearch
import java.net.URI
import java.net.http.{HttpClient, HttpRequest, HttpResponse}
import java.nio.file.{Files, Path}
import scala.collection.JavaConverters._

/** A real OpenSearch that can be stopped and started again, asked without our code. */
final class SearchIndex private (data: Path, private var server: LocalSearch) extends AutoCloseable {
  val port: Int = server.port

  def sink(index: String): String = s"search:${server.url}/$index"

  def stop(): Unit = server.close()

  def startAgain(): Unit = server = LocalSearch.start(SearchIndex.jars, port, data)

  override def close(): Unit = stop()

  /** What it answers, whatever that is. */
  def ask(method: String, path: String, body: String = ""): JsonNode = {
    val request = HttpRequest
      .newBuilder(URI.create(s"http://localhost:$port$path"))
      .header("Content-Type", "application/json")
      .method(method, HttpRequest.BodyPublishers.ofString(body))
      .build()
    SearchIndex.json.readTree(SearchIndex.client.send(request, HttpResponse.BodyHandlers.ofString).body)
  }

  /** The documents of an index, by id; up to 10,000. */
  def documents(index: String): Map[String, Map[String, String]] = {
    ask("POST", s"/$index/_refresh")
    ask("GET", s"/$index/_search?size=10000")
      .path("hits")
      .path("hits")
      .elements
      .asScala
      .map { hit =>
        hit.get("_id").asText ->
          hit.get("_source").fields.asScala.map(field => field.getKey -> field.getValue.asText).toMap
      }
      .toMap
  }
}

object SearchIndex {
  private val json = new ObjectMapper
  private val client = HttpClient.newHttpClient

  private def jars: Path = Bin.home.resolve(LocalSearch.JARS)

  def start(folder: Path): SearchIndex = {
    if (!Files.isDirectory(jars)) {
      Files.createDirectories(folder)
      // Which fetches it.
      val fetching = Bin.start(folder, Seq("bin/twinstream", "local", "search", "--port", "0"))
      Bin.eventually(fetching)(fetching.out.contains("http://"))
      fetching.signal("TERM")
      val ended = fetching.await()
      assert(ended.exit == 0, ended)
    }
    val data = folder.resolve("data")
    new SearchIndex(data, LocalSearch.start(jars, 0, data))
  }
}
