package io.twinstream.endtoend

import java.io.File
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path, Paths}
import java.util.concurrent.TimeUnit
import org.apache.kafka.clients.admin.{Admin, NewTopic}
import scala.collection.JavaConverters._

/** A Kafka of three nodes on this machine, each broker and controller; any one of them may be away. */
final class Brokers(folder: Path) extends AutoCloseable {
  private val count = 3
  private val clusterId = "twinstreamOfThreeNodes" // 22 characters, as those of a UUID in base64
  private val ports = Seq.fill(2 * count)(Bin.freePort())
  private val (brokerPorts, controllerPorts) = ports.splitAt(count)
  private val classes = Paths.get(
    classOf[io.twinstream.local.servers.LocalKafka].getProtectionDomain.getCodeSource.getLocation.toURI
  )
  private val settings = (1 to count).map(write)
  settings.foreach(file => assert(format(file).waitFor() == 0, said(file)))
  private var nodes = settings.map(spawnNode)

  val address: String = brokerPorts.map(port => s"localhost:$port").mkString(",")

  def createTopic(topic: String, partitions: Int): Unit = {
    val created = new NewTopic(topic, partitions, count.toShort)
      .configs(Map("min.insync.replicas" -> "2").asJava)
    admin(_.createTopics(Seq(created).asJava).all.get(60, TimeUnit.SECONDS))
    ()
  }

  /** Stops a node, starts it again, and returns when it has all that it missed. */
  def restart(node: Int, topic: String, awayMillis: Long): Unit = {
    nodes(node).destroy()
    if (!nodes(node).waitFor(60, TimeUnit.SECONDS)) {
      nodes(node).destroyForcibly().waitFor()
    }
    Faults.lastFor(awayMillis)
    nodes = nodes.updated(node, spawnNode(settings(node)))
    val deadline = System.nanoTime + TimeUnit.SECONDS.toNanos(180)
    while (!isInSync(topic)) {
      assert(nodes(node).isAlive && System.nanoTime < deadline, said(settings(node)))
      Faults.lastFor(500)
    }
  }

  override def close(): Unit = nodes.foreach(_.destroyForcibly().waitFor())

  private def isInSync(topic: String): Boolean =
    try
      admin(
        _.describeTopics(Seq(topic).asJava).allTopicNames
          .get(20, TimeUnit.SECONDS)
          .get(topic)
          .partitions
          .asScala
          .forall(_.isr.size == count)
      )
    catch { case _: java.util.concurrent.ExecutionException => false }

  private def admin[A](body: Admin => A): A = {
    val admin = Admin.create(Map[String, AnyRef]("bootstrap.servers" -> address).asJava)
    try body(admin)
    finally admin.close()
  }

  private def write(node: Int): Path = {
    val home = Files.createDirectories(folder.resolve(s"node-$node"))
    val voters = (1 to count).map(id => s"$id@localhost:${controllerPorts(id - 1)}").mkString(",")
    val lines = Seq(
      "process.roles=broker,controller",
      s"node.id=$node",
      s"controller.quorum.voters=$voters",
      "controller.listener.names=CONTROLLER",
      s"listeners=PLAINTEXT://localhost:${brokerPorts(node - 1)},CONTROLLER://localhost:${controllerPorts(node - 1)}",
      s"log.dirs=${home.resolve("data")}",
      "auto.create.topics.enable=false",
      "offsets.topic.num.partitions=1",
      "group.initial.rebalance.delay.ms=0"
    )
    Files.write(home.resolve("server.properties"), lines.mkString("\n").getBytes(UTF_8))
  }

  private def format(file: Path): Process =
    spawn(file, "kafka.tools.StorageTool", "format", s"--cluster-id=$clusterId", s"--config=$file")

  private def spawnNode(file: Path): Process = spawn(file, "kafka.Kafka", file.toString)

  /** Ends with this process, as that of `local kafka` does. */
  private def spawn(file: Path, main: String, arguments: String*): Process = {
    val classPath = s"${Broker.jars}/*${File.pathSeparator}$classes"
    val command = Seq(s"${System.getProperty("java.home")}/bin/java", "-Xmx384m", "-XX:+UseSerialGC") ++
      Seq(
        "-XX:TieredStopAtLevel=1",
        "-cp",
        classPath,
        "io.twinstream.local.servers.Tethered",
        main
      ) ++ arguments
    new ProcessBuilder(command.asJava)
      .directory(file.getParent.toFile)
      .redirectErrorStream(true)
      .redirectOutput(ProcessBuilder.Redirect.appendTo(log(file).toFile))
      .start()
  }

  private def log(file: Path): Path = file.resolveSibling("kafka.log")

  private def said(file: Path): String = Files.readAllLines(log(file)).asScala.takeRight(10).mkString("\n")
}
