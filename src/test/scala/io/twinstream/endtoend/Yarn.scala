package io.twinstream.endtoend

import io.twinstream.local.servers.LocalYarn
import java.nio.file.Path
import scala.collection.JavaConverters._

/** A real YARN for tests, and an HDFS. */
final class Yarn(yarn: LocalYarn) {
  val hdfs: Hdfs = new Hdfs(yarn.files)

  /** Starts `bin/submit`, which stays until the application is over. */
  def submit(folder: Path, job: String, engine: String, mode: String, options: Seq[String]): Bin.Running =
    Yarn.submit(yarn.conf.toString, folder, job, engine, mode, options)

  /** The JVMs in containers that run this class. */
  def running(main: String): Seq[ProcessHandle] =
    ProcessHandle.current.descendants.iterator.asScala.filter(Yarn.runs(main)).toList
}

object Yarn {
  val applicationMaster = "org.apache.spark.deploy.yarn.ApplicationMaster"
  val executor = "YarnCoarseGrainedExecutorBackend"
  private lazy val jars = Bin.home.resolve(sys.env("TWINSTREAM_TARGET")).resolve("spark/jars")

  /** The same with the folder that `local yarn` prints. */
  def submit(
      conf: String,
      folder: Path,
      job: String,
      engine: String,
      mode: String,
      options: Seq[String]
  ): Bin.Running =
    Bin.start(
      folder,
      Seq("bin/submit", job, engine, "--master", "yarn", "--deploy-mode", mode, "--num-executors", "2") ++
        Seq("--driver-memory", "768m", "--executor-memory", "512m") ++
        Seq("--conf", s"spark.yarn.jars=local:$jars/*") ++
        Seq("--conf", "spark.sql.shuffle.partitions=2", "--") ++ options,
      Map("HADOOP_CONF_DIR" -> conf)
    )

  /** Tells whether it is the JVM, and not the shell before it, that runs this class. */
  def runs(main: String)(process: ProcessHandle): Boolean =
    process.info.command.orElse("").endsWith("java") && process.info.commandLine.orElse("").contains(main)

  def use[A](body: Yarn => A): A = {
    val nodes = new LocalYarn.Nodes(2, 4, 4096)
    val yarn = LocalYarn.start(Bin.home.resolve("target/hadoop/jars"), 0, 0, null, nodes)
    try body(new Yarn(yarn))
    finally yarn.close()
  }
}
