package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import io.twinstream.local.servers.LocalRedis
import java.net.URI
import java.net.http.{HttpClient, HttpRequest, HttpResponse}
import java.nio.file.attribute.PosixFilePermissions
import java.nio.file.{Files, Path}
import java.sql.{DriverManager, SQLException}
import java.util.Collections
import java.util.concurrent.TimeUnit
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.{FileSystem, Path => HadoopPath}
import org.apache.kafka.clients.admin.{Admin, NewTopic}
import org.scalatest.funsuite.AnyFunSuite
import redis.clients.jedis.Jedis
import redis.clients.jedis.exceptions.JedisException
import scala.collection.JavaConverters._

/** `local kafka`, `local postgres`, `local redis`, `local search`, `local hdfs` and `local yarn`: what they
  * print, what they keep, and what is left when they end.
  */
@EndToEnd
class LocalServersEndToEndSuite extends AnyFunSuite {

  private def start(folder: Path, server: String, more: String*): (Bin.Running, String) = {
    val temporary = Files.createDirectories(folder.resolve("tmp"))
    val env = Map("JAVA_TOOL_OPTIONS" -> s"-Djava.io.tmpdir=$temporary")
    val running = Bin.start(folder, Seq("bin/twinstream", "local", server) ++ more, env)
    Bin.eventually(running)(running.out.endsWith("\n"))
    (running, running.out.trim)
  }

  private def topics(address: String)(body: Admin => Unit): Set[String] = {
    val admin = Admin.create(Map[String, AnyRef]("bootstrap.servers" -> address).asJava)
    try {
      body(admin)
      admin.listTopics.names.get(30, TimeUnit.SECONDS).asScala.toSet
    } finally admin.close()
  }

  private def query(url: String, sql: String*): Seq[String] = {
    val connection = DriverManager.getConnection(url)
    try {
      val statement = connection.createStatement
      sql.init.foreach(statement.execute)
      val result = statement.executeQuery(sql.last)
      Iterator.continually(result).takeWhile(_.next()).map(_.getString(1)).toList
    } finally connection.close()
  }

  private def stopped(running: Bin.Running, processes: Seq[ProcessHandle], signal: String): Bin.Result = {
    running.signal(signal)
    val result = running.await()
    for (process <- processes) process.onExit.get(30, TimeUnit.SECONDS)
    result
  }

  test("kafka: prints its address when it serves, keeps topics in --dir, leaves no process") {
    TempFolder.use { folder =>
      val data = folder.resolve("data").toString
      val (first, address) = start(folder, "kafka", "--port", "0", "--dir", data)
      assert(address.matches("localhost:\\d+"))
      val created = topics(address) { admin =>
        admin
          .createTopics(Collections.singleton(new NewTopic("a", 2, 1.toShort)))
          .all
          .get(30, TimeUnit.SECONDS)
      }
      assert(created == Set("a"))
      val children = first.descendants
      assert(children.nonEmpty)
      assert(stopped(first, children, "TERM").exit == 0)

      val port = address.split(":").last
      val (second, again) = start(folder, "kafka", "--port", port, "--dir", data)
      assert(again == address && topics(again)(_ => ()) == Set("a"))
      // The broker ends with the process that started it, also when that could say nothing.
      assert(stopped(second, second.descendants, "KILL").exit == 137)
    }
  }

  test("redis: prints its URL when it serves, keeps keys in --dir, leaves no process") {
    if (!LocalRedis.isInstalled) cancel("no redis-server here, so none is started")
    TempFolder.use { folder =>
      val data = folder.resolve("data")
      def ask[A](url: String)(command: Jedis => A): A = {
        val client = new Jedis(url)
        try command(client)
        finally client.close()
      }
      val (first, url) = start(folder, "redis", "--port", "0", "--dir", data.toString)
      assert(url.matches("redis://default:[^@]{24}@localhost:\\d+"))
      assert(ask(url)(_.set("a", "1")) == "OK")
      val refused = intercept[JedisException](ask(url.replaceAll("default:.*@", ""))(_.get("a")))
      assert(refused.getMessage.contains("NOAUTH"))
      for (file <- Seq("password", "redis.conf"))
        assert(
          PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(file))) == "rw-------"
        )
      val children = first.descendants
      assert(children.nonEmpty && stopped(first, children, "TERM").exit == 0)

      val port = url.split(":").last
      val (second, again) = start(folder, "redis", "--port", port, "--dir", data.toString)
      assert(again == url && ask(again)(_.get("a")) == "1")
      assert(stopped(second, second.descendants, "KILL").exit == 137)
    }
  }

  test("search: prints its URL when it serves, keeps indexes in --dir, leaves no process", LongRun) {
    TempFolder.use { folder =>
      val data = folder.resolve("data").toString
      def ask(url: String, method: String, path: String): String = {
        val request = HttpRequest
          .newBuilder(URI.create(url + path))
          .method(method, HttpRequest.BodyPublishers.noBody)
          .build()
        HttpClient.newHttpClient.send(request, HttpResponse.BodyHandlers.ofString).body
      }
      val (first, url) = start(folder, "search", "--port", "0", "--dir", data)
      assert(url.matches("http://localhost:\\d+") && ask(url, "GET", "/").contains("opensearch"))
      assert(ask(url, "PUT", "/a").contains("\"acknowledged\":true"))
      val children = first.descendants
      assert(children.nonEmpty && stopped(first, children, "TERM").exit == 0)

      val port = url.split(":").last
      val (second, again) = start(folder, "search", "--port", port, "--dir", data)
      assert(again == url && ask(again, "GET", "/a").contains("mappings"))
      assert(stopped(second, second.descendants, "KILL").exit == 137)
    }
  }

  test("hdfs: prints its address when it serves, keeps files in --dir, leaves no process") {
    TempFolder.use { folder =>
      val data = folder.resolve("data").toString
      def names(address: String)(body: FileSystem => Unit): Seq[String] = {
        val files = FileSystem.newInstance(new URI(address), new Configuration)
        try {
          body(files)
          files.listStatus(new HadoopPath("/")).map(_.getPath.getName).toSeq
        } finally files.close()
      }
      val (first, address) = start(folder, "hdfs", "--port", "0", "--dir", data, "--datanodes", "2")
      assert(address.matches("hdfs://localhost:\\d+"))
      val written = names(address) { files =>
        val out = files.create(new HadoopPath("/a"), 2.toShort)
        try out.write(1)
        finally out.close()
      }
      assert(written == Seq("a"))
      val children = first.descendants
      assert(children.nonEmpty && stopped(first, children, "TERM").exit == 0)
      val port = address.split(":").last
      val (second, again) = start(folder, "hdfs", "--port", port, "--dir", data, "--datanodes", "2")
      val read = names(again) { files =>
        val in = files.open(new HadoopPath("/a"))
        try assert(in.read() == 1)
        finally in.close()
      }
      assert(read == Seq("a"))
      assert(stopped(second, second.descendants, "KILL").exit == 137)
    }
  }

  for (signal <- Seq("TERM", "KILL"))
    test(
      s"yarn: prints its folder when it serves; SIG$signal leaves no process, nor a container's",
      LongRun
    ) {
      TempFolder.use { folder =>
        val data = folder.resolve("data")
        val (running, conf) =
          start(folder, "yarn", "--port", "0", "--hdfs-port", "0", "--dir", data.toString, "--nodes", "1")
        assert(conf == data.resolve("conf").toString)
        // The folder is there: what is submitted is uploaded to it.
        val submitted =
          Yarn.submit(conf, folder, "word-count", "structured", "cluster", Seq("--source", "files:/user"))
        try {
          Bin.eventually(submitted)(running.descendants.exists(Yarn.runs(Yarn.executor)))
          val processes = running.descendants
          assert(stopped(running, processes, signal).exit == (if (signal == "TERM") 0 else 137))
        } finally submitted.kill()
      }
    }

  test("kafka: --topic makes topics, --create-topics those that are used, and else none is made", LongRun) {
    TempFolder.use { folder =>
      val (given, address) = start(folder, "kafka", "--port", "0", "--topic", "a:3", "--topic", "b")
      val partitions = scala.collection.mutable.Map[String, Int]()
      topics(address) { admin =>
        for ((name, topic) <- admin.describeTopics(List("a", "b").asJava).allTopicNames.get.asScala)
          partitions(name) = topic.partitions.size
      }
      assert(partitions == Map("a" -> 3, "b" -> 1))
      assert(stopped(given, Seq.empty, "TERM").exit == 0)

      val (asked, open) = start(folder, "kafka", "--port", "0", "--create-topics")
      val settings = Map[String, AnyRef]("bootstrap.servers" -> open).asJava
      val text = new org.apache.kafka.common.serialization.StringSerializer
      val producer = new org.apache.kafka.clients.producer.KafkaProducer(settings, text, text)
      try
        producer
          .send(new org.apache.kafka.clients.producer.ProducerRecord[String, String]("new", "a"))
          .get(60, TimeUnit.SECONDS)
      finally producer.close()
      assert(topics(open)(_ => ()) == Set("new"))
      assert(stopped(asked, Seq.empty, "TERM").exit == 0)
    }
    for (topic <- Seq("a:0", "a:x", ":1", "a b")) {
      val (exit, message) = io.twinstream.cli.Cli.run("local", "kafka", "--topic", topic)
      assert(exit == 2 && message.contains(s"--topic"), message)
    }
  }

  test("postgres: prints its URL when it serves, keeps tables in --dir, leaves no process") {
    TempFolder.use { folder =>
      val data = folder.resolve("data").toString
      val (first, url) = start(folder, "postgres", "--port", "0", "--dir", data)
      assert(query(url, "CREATE TABLE t (a int)", "INSERT INTO t VALUES (7)", "SELECT a FROM t") == Seq("7"))
      val port = "localhost:(\\d+)".r.findFirstMatchIn(url).get.group(1)
      for (refused <- Seq(url.replaceFirst("&password=.*", ""), url + "x")) {
        val error = intercept[SQLException](query(refused, "SELECT 1"))
        assert(error.getMessage.contains("password"), error)
      }
      val server =
        ProcessHandle.of(Files.readAllLines(folder.resolve("data/data/postmaster.pid")).get(0).toLong)
      assert(stopped(first, Seq(server.get), "TERM").exit == 0)

      val (second, again) = start(folder, "postgres", "--port", port, "--dir", data)
      assert(again == url && query(again, "SELECT a FROM t") == Seq("7"))
      assert(stopped(second, Seq.empty, "INT").exit == 0)

      val password = folder.resolve("data/password")
      assert(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)) == "rw-------")
      Files.delete(password)
      val third = Bin.run(folder, "bin/twinstream", "local", "postgres", "--port", "0", "--dir", data)
      assert(third.exit == 3 && third.err.contains(s"$password: the databases there have a password"), third)
    }
  }

  for (server <- Seq("kafka", "postgres")) {
    test(s"$server: without --dir nothing is left; a port in use is named") {
      TempFolder.use { folder =>
        val (running, address) = start(folder, server, "--port", "0")
        val port = "localhost:(\\d+)".r.findFirstMatchIn(address).get.group(1)
        val second = Bin.run(folder, "bin/twinstream", "local", server, "--port", port)
        assert(second.exit == 3 && second.out.isEmpty, second)
        assert(second.err.linesIterator.size == 1 && second.err.contains(s"port $port: cannot listen there"))
        assert(stopped(running, Seq.empty, "TERM").exit == 0)
        val left = Files.list(folder.resolve("tmp")).iterator.asScala.map(_.getFileName.toString).toList
        assert(left.filterNot(_.startsWith("hsperfdata")).isEmpty)
      }
    }
  }
}
