package io.twinstream.endtoend

import java.net.{HttpURLConnection, URI}
import java.net.http.{HttpClient, HttpRequest, HttpResponse}
import java.nio.file.{Files, Path}
import scala.collection.JavaConverters._
import scala.util.Try

/** A server of the protocol of S3 with one bucket, and what `s3a:` needs to reach it. */
final class S3 private (folder: Path, port: Int) {
  val bucket: String = "twin"
  private val http = HttpClient.newHttpClient

  /** The jars that a cluster with `s3a:` has. */
  val jars: Seq[Path] =
    Files.list(S3.libraries(folder, "client")).iterator.asScala.filter(_.toString.endsWith(".jar")).toList

  /** For `HADOOP_CONF_DIR`. */
  val configuration: Path = HadoopSite.of(
    folder,
    "core-site.xml",
    "fs.s3a.endpoint" -> s"http://127.0.0.1:$port",
    "fs.s3a.path.style.access" -> "true",
    "fs.s3a.connection.ssl.enabled" -> "false",
    "fs.s3a.access.key" -> "any",
    "fs.s3a.secret.key" -> "any"
  )

  /** Puts the files of a folder below that key. */
  def upload(from: Path, key: String): Unit =
    Files.walk(from).iterator.asScala.filter(Files.isRegularFile(_)).foreach { file =>
      val body = HttpRequest.BodyPublishers.ofFile(file)
      assert(send("PUT", s"/$key/${from.relativize(file)}", body).statusCode == HttpURLConnection.HTTP_OK)
    }

  /** The keys below that one. */
  def keys(below: String): Seq[String] = {
    val listed = send("GET", s"?list-type=2&prefix=$below/", HttpRequest.BodyPublishers.noBody).body
    "<Key>([^<]*)</Key>".r.findAllMatchIn(listed).map(_.group(1)).toList
  }

  private def send(method: String, path: String, body: HttpRequest.BodyPublisher): HttpResponse[String] = {
    val uri = URI.create(s"http://127.0.0.1:$port/$bucket$path")
    http.send(HttpRequest.newBuilder(uri).method(method, body).build, HttpResponse.BodyHandlers.ofString)
  }
}

object S3 {
  private val fixtures = Bin.home.resolve("src/test/fixtures/s3")

  def use[A](folder: Path)(body: S3 => A): A = {
    val port = Bin.freePort()
    val settings = Files.writeString(
      folder.resolve("s3proxy.conf"),
      s"""s3proxy.authorization=none
         |s3proxy.endpoint=http://127.0.0.1:$port
         |jclouds.provider=transient
         |jclouds.identity=any
         |jclouds.credential=any
         |""".stripMargin
    )
    val logging = Files.createDirectory(folder.resolve("s3-logging"))
    Files.writeString(logging.resolve("logback.xml"), "<configuration/>")
    val server = Bin.start(
      folder,
      Seq(s"${System.getProperty("java.home")}/bin/java", "-Xmx256m") ++
        Seq("-cp", s"$logging:${libraries(folder, "server")}/*") ++
        Seq("org.gaul.s3proxy.Main", "--properties", settings.toString)
    )
    try {
      val s3 = new S3(folder, port)
      Bin.eventually(server)(
        Try(s3.send("PUT", "", HttpRequest.BodyPublishers.noBody).statusCode).toOption.contains(200)
      )
      body(s3)
    } finally server.kill()
  }

  private def libraries(folder: Path, of: String): Path = {
    val to = folder.resolve(s"s3-$of")
    val command = Seq("mvn", "-B", "-ntp", s"-Dmaven.repo.local=${PageViews.filledRepository}") ++
      Seq("org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies") ++
      Seq("-f", fixtures.resolve(s"$of/pom.xml").toString, s"-DoutputDirectory=$to", "-DincludeScope=runtime")
    val result = Bin.run(folder, command: _*)
    assert(result.exit == 0, result)
    to
  }
}
