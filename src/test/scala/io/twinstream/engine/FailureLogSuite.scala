package io.twinstream.engine

import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.endtoend.Bin
import java.io.{ByteArrayOutputStream, PrintStream}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import org.apache.logging.log4j.core.LoggerContext
import org.scalatest.funsuite.AnyFunSuite

/** What `conf/log4j2.properties` keeps of what Spark says of a failure. */
@RuleTier
class FailureLogSuite extends AnyFunSuite {
  private val property = "twinstream.local"

  private val loggers = Seq(
    "org.apache.spark.streaming.scheduler.JobScheduler",
    "org.apache.spark.streaming.scheduler.ReceiverTracker",
    "org.apache.spark.streaming.receiver.ReceiverSupervisorImpl",
    "org.apache.spark.executor.Executor",
    "org.apache.spark.scheduler.TaskSetManager",
    "org.apache.spark.sql.execution.datasources.FileFormatWriter",
    "org.apache.spark.sql.execution.streaming.MicroBatchExecution",
    "org.apache.spark.sql.execution.streaming.runtime.MicroBatchExecution"
  )

  /** The file of the project, whose console is the one of the moment. */
  private def configuration(folder: Path): Path = {
    val text = new String(Files.readAllBytes(Bin.home.resolve("conf/log4j2.properties")), UTF_8)
    TempFolder.write(
      folder.resolve("log4j2.properties"),
      "appender\\.(\\w+)\\.target = SYSTEM_ERR".r.replaceAllIn(text, "$0\nappender.$1.follow = true")
    )
  }

  /** What the loggers write of one failure each. */
  private def written(isLocal: Option[Boolean]): String = TempFolder.use { folder =>
    val (before, err) = (Option(System.getProperty(property)), System.err)
    val bytes = new ByteArrayOutputStream
    System.setErr(new PrintStream(bytes, true, "UTF-8"))
    val context = new LoggerContext("failures")
    try {
      context.setConfigLocation(configuration(folder).toUri)
      context.start()
      isLocal.fold(System.clearProperty(property))(is => System.setProperty(property, is.toString))
      val failure = new IllegalStateException("outer", new java.io.IOException("disk is full"))
      loggers.foreach(context.getLogger(_).error("a batch failed", failure))
    } finally {
      context.stop()
      System.setErr(err)
      before.fold(System.clearProperty(property))(System.setProperty(property, _))
    }
    bytes.toString("UTF-8")
  }

  test("a local run leaves it out, as twinstream says it once") {
    assert(written(isLocal = Some(true)).isEmpty)
  }

  for ((who, isLocal) <- Seq("the driver of a cluster" -> Some(false), "an executor" -> None)) {
    test(s"$who keeps every failure, with its cause and whole stack trace") {
      val text = written(isLocal)
      for (logger <- loggers) {
        assert(text.contains(s"ERROR ${logger.split('.').last}: a batch failed"), logger)
      }
      assert(text.linesIterator.count(_ == "Caused by: java.io.IOException: disk is full") == loggers.size)
    }
  }
}
