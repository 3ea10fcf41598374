package io.twinstream.cli

import io.twinstream.{RuleTier, TempFolder}
import java.net.{InetAddress, ServerSocket}
import java.nio.file.Files
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** What `doctor` says of machines that are not as they should be. */
@RuleTier
class MachineCheckSuite extends AnyFunSuite {
  private def findings(env: (String, String)*): Seq[MachineCheck.Finding] =
    new MachineCheck(env.toMap.asJava, ProjectFolder.resolve("")).all.asScala.toSeq

  private def of(subject: String, env: (String, String)*): Seq[MachineCheck.Finding] =
    findings(env: _*).filter(_.subject == subject)

  test("a Spark that is none, and one of another Scala line") {
    TempFolder.use { folder =>
      val stale = of("Spark", "SPARK_HOME" -> folder.toString).head
      assert(stale.state == MachineCheck.State.BAD && stale.text.contains(s"SPARK_HOME=$folder has no jars"))
      val other = if (scala.util.Properties.versionNumberString.startsWith("2.12")) "2.13" else "2.12"
      Files.createDirectory(folder.resolve("jars"))
      Files.createFile(folder.resolve(s"jars/spark-core_$other-9.9.9.jar"))
      val wrongLine = of("Spark", "SPARK_HOME" -> folder.toString).head
      assert(wrongLine.state == MachineCheck.State.BAD && wrongLine.text.contains(s"is for Scala $other"))
      assert(wrongLine.text.contains("set TWINSTREAM_SPARK="))
    }
  }

  test("variables that are left over") {
    assert(of("HADOOP_CONF_DIR", "HADOOP_CONF_DIR" -> "/no/such").map(_.state) == Seq(MachineCheck.State.BAD))
    assert(of("SPARK_CONF_DIR", "SPARK_CONF_DIR" -> "/").map(_.state) == Seq(MachineCheck.State.NOTE))
    assert(of("JAVA_TOOL_OPTIONS", "JAVA_TOOL_OPTIONS" -> "-Xmx1m").head.text.contains("-Xmx1m"))
    assert(of("HADOOP_CONF_DIR").isEmpty)
  }

  test("no Maven on the path, and a JAVA_HOME that was not taken") {
    assert(of("Maven", "PATH" -> "/no/such").map(_.state) == Seq(MachineCheck.State.BAD))
    val java = of("Java", "TWINSTREAM_CALLERS_JAVA_HOME" -> "/no/such").head
    assert(java.state == MachineCheck.State.NOTE && java.text.contains("JAVA_HOME=/no/such is no Java 17"))
  }

  test("a port in use is told with who wants it") {
    val taken = scala.util.Try(new ServerSocket(9999, 1, InetAddress.getLoopbackAddress))
    try assert(of("port").exists(port => port.text == "9999 is in use: give run and feed another one"))
    finally taken.foreach(_.close())
  }
}
