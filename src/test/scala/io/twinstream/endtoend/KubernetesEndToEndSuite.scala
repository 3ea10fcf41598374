package io.twinstream.endtoend

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import com.fasterxml.jackson.databind.node.ObjectNode
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory
import com.sun.net.httpserver.{HttpExchange, HttpServer}
import io.fabric8.kubernetes.api.model.apps.StatefulSet
import io.fabric8.kubernetes.api.model.rbac.{Role, RoleBinding}
import io.fabric8.kubernetes.api.model.{ConfigMap, Pod, ServiceAccount}
import io.twinstream.{EndToEnd, TempFolder}
import java.lang.reflect.Modifier
import java.net.{InetAddress, InetSocketAddress}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import java.util.concurrent.ConcurrentLinkedQueue
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** What of Kubernetes can be known without one: what Spark's own submission sends to an API server, and
  * whether our files are what such a server takes.
  */
@EndToEnd
class KubernetesEndToEndSuite extends AnyFunSuite {
  private val json = new ObjectMapper
  private val conf = Bin.home.resolve("conf/kubernetes")

  /** The documents of a YAML file. */
  private def documents(text: String): Seq[JsonNode] = {
    val yaml = new ObjectMapper(new YAMLFactory)
    val parser = yaml.getFactory.createParser(text)
    Iterator.continually(yaml.readTree[JsonNode](parser)).takeWhile(_ != null).toList
  }

  private def text(file: String): String = new String(Files.readAllBytes(conf.resolve(file)), UTF_8)

  private val kinds = Seq(
    classOf[Pod],
    classOf[ConfigMap],
    classOf[ServiceAccount],
    classOf[Role],
    classOf[RoleBinding],
    classOf[StatefulSet]
  )

  /** What is of no field that Kubernetes has. */
  private def unknown(document: JsonNode): Seq[String] = {
    val kind = kinds.find(_.getSimpleName == document.path("kind").asText).get
    unknown(json.convertValue[Any](document, kind.asInstanceOf[Class[Any]]))
  }

  private def unknown(value: Any): Seq[String] = value match {
    case all: java.util.Collection[_] => all.asScala.toSeq.flatMap(each => unknown(each: Any))
    case bean: AnyRef if bean.getClass.getName.startsWith("io.fabric8.kubernetes.api.model.") =>
      bean.getClass.getMethods.toSeq
        .filter(get => get.getName.startsWith("get") && get.getParameterCount == 0)
        .filterNot(get => Modifier.isStatic(get.getModifiers) || get.getName == "getClass")
        .flatMap { get =>
          val found = get.invoke(bean)
          if (get.getName == "getAdditionalProperties")
            found.asInstanceOf[java.util.Map[String, _]].keySet.asScala.toSeq
          else unknown(found: Any)
        }
    case _ => Nil
  }

  /** An API server that takes everything; what it was sent. */
  private def asked(body: String => Unit): Seq[JsonNode] = {
    val sent = new ConcurrentLinkedQueue[JsonNode]
    val server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress, 0), 0)
    server.createContext("/", (exchange: HttpExchange) => answer(exchange, sent))
    server.start()
    try body(s"http://localhost:${server.getAddress.getPort}")
    finally server.stop(0)
    sent.asScala.toSeq
  }

  private def answer(exchange: HttpExchange, sent: ConcurrentLinkedQueue[JsonNode]): Unit = {
    val isPost = exchange.getRequestMethod == "POST"
    val body = exchange.getRequestBody.readAllBytes()
    val status = if (body.isEmpty) 404 else if (isPost) 201 else 200
    val said = json.readTree(if (body.isEmpty) """{"kind":"Status","code":404}""".getBytes(UTF_8) else body)
    if (isPost) {
      sent.add(said.deepCopy[JsonNode]())
      said.path("metadata").asInstanceOf[ObjectNode].put("uid", "u-1")
    }
    val bytes = json.writeValueAsBytes(said)
    exchange.getResponseHeaders.add("Content-Type", "application/json")
    exchange.sendResponseHeaders(status, bytes.length.toLong)
    exchange.getResponseBody.write(bytes)
    exchange.close()
  }

  test("bin/submit: the driver that Spark asks Kubernetes for") {
    TempFolder.use { folder =>
      val sent = asked { server =>
        val submitted = Bin.run(
          folder,
          Seq("bin/submit", "running-word-count", "structured", "--master", s"k8s://$server") ++
            Seq("--deploy-mode", "cluster", "--conf", "spark.kubernetes.container.image=twinstream") ++
            Seq("--conf", s"spark.kubernetes.driver.podTemplateFile=${conf.resolve("driver-pod.yaml")}") ++
            Seq("--conf", "spark.kubernetes.authenticate.driver.serviceAccountName=spark") ++
            Seq("--conf", "spark.kubernetes.submission.waitAppCompletion=false", "--") ++
            Seq("--source", "kafka:kafka:9092/lines", "--checkpoint", "hdfs://hdfs:9000/checkpoint"): _*
        )
        assert(submitted.exit == 0, submitted)
      }
      val pod = sent.find(_.path("kind").asText == "Pod").get
      assert(sent.flatMap(unknown).isEmpty)
      val spec = pod.path("spec")
      val driver = spec.path("containers").get(0)
      assert(driver.path("image").asText == "twinstream")
      val args = driver.path("args").asScala.map(_.asText).toSeq
      assert(args.containsSlice(Seq("--class", "io.twinstream.cli.Main")), args)
      val jar = args.indexOf("local:///opt/twinstream/twinstream-app.jar")
      assert(text("Dockerfile").contains(" /opt/twinstream/twinstream-app.jar") && jar > 0, args)
      assert(args.drop(jar + 1).take(4) == Seq("run", "running-word-count", "--engine", "structured"), args)
      assert(spec.path("serviceAccountName").asText == "spark")
      assert(spec.path("terminationGracePeriodSeconds").asInt == 120)
      assert(pod.path("metadata").path("labels").path("app").asText == "twinstream")
      // Why a driver that is to be started again is one of client mode, in driver.yaml.
      assert(spec.path("restartPolicy").asText == "Never")
    }
  }

  test("our files have no field that Kubernetes has not") {
    for (file <- Seq("driver-pod.yaml", "driver.yaml"))
      assert(documents(text(file)).flatMap(unknown).isEmpty, file)
    val misspelt = text("driver.yaml").replace("terminationGracePeriodSeconds", "terminationGraceSeconds")
    assert(documents(misspelt).flatMap(unknown) == Seq("terminationGraceSeconds"))
  }

  test("the command of driver.yaml runs, where its addresses are ones of this machine") {
    TempFolder.use { folder =>
      Files.write(Files.createDirectory(folder.resolve("in")).resolve("lines"), "a b a\n".getBytes(UTF_8))
      val set = documents(text("driver.yaml")).find(_.path("kind").asText == "StatefulSet").get
      val args = set.at("/spec/template/spec/containers/0/args").asScala.map(_.asText).toSeq
      val here = Map(
        "k8s://https://kubernetes.default.svc" -> "local[2]",
        "spark.driver.host=$(POD_IP)" -> "spark.driver.host=localhost",
        "local:///opt/twinstream/twinstream-app.jar" -> Jar.built.toString,
        "kafka:kafka:9092/lines" -> s"files:${folder.resolve("in")}",
        "hdfs://hdfs:9000/checkpoint" -> folder.resolve("checkpoint").toString,
        "json:hdfs://hdfs:9000/rows" -> s"json:${folder.resolve("rows")}"
      )
      assert(here.keys.forall(args.contains(_)))
      val ran = submitted(folder, args.map(each => here.getOrElse(each, each)) ++ Seq("--until", "idle=3s"))
      assert(ran.exit == 0, ran)
      val rows = Rows.in(folder.resolve("rows"))
      assert(
        rows.map(row => (row.path("word").asText, row.path("count").asInt)).toSet == Set("a" -> 2, "b" -> 1)
      )
    }
  }

  private def submitted(folder: Path, args: Seq[String]): Bin.Result =
    Bin.run(
      folder,
      Seq(
        "bash",
        "-c",
        s""". ${Bin.home}/bin/common.sh; find_java; spark_submit "$$@" """,
        "submit"
      ) ++ args: _*
    )
}
