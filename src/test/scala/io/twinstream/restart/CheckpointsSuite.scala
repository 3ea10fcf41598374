package io.twinstream.restart

import io.twinstream.{ScalaLine, TempFolder, TwinSession}
import io.twinstream.error.UserError
import java.nio.file.{Files, Path}
import org.apache.spark.streaming.{Seconds, StreamingContext}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** What is refused before anything is touched; `ClassicRestartEndToEndSuite` has what is continued. */
class CheckpointsSuite extends AnyFunSuite {
  private lazy val spark = TwinSession.session.sparkContext
  private val name = "spark.app.name"

  private def contents(folder: Path): Map[String, Seq[Byte]] = {
    val walk = Files.walk(folder)
    try
      walk.iterator.asScala
        .filter(Files.isRegularFile(_))
        .map(file => folder.relativize(file).toString -> Files.readAllBytes(file).toSeq)
        .toMap
    finally walk.close()
  }

  private def refused(folder: Path, settings: (String, String)*): String = {
    val before = contents(folder)
    val made = () => fail("the factory was called")
    val message =
      intercept[UserError](Checkpoints.getOrCreate(folder.toString, settings.toMap, made)).getMessage
    assert(contents(folder) == before)
    message
  }

  test("without a checkpoint the factory makes the context, once") {
    TempFolder.use { folder =>
      var made = 0
      val factory = () => { made += 1; new StreamingContext(spark, Seconds(1)) }
      val settings = Map(name -> spark.appName)
      val context = Checkpoints.getOrCreate(folder.resolve("none").toString, settings, factory)
      assert(made == 1 && context.sparkContext == spark)
    }
  }

  test("the call is Spark's in Java too") {
    TempFolder.use { folder =>
      val context = Checkpoints.getOrCreate(
        folder.toString,
        java.util.Collections.emptyMap[String, String],
        new org.apache.spark.api.java.function.Function0[
          org.apache.spark.streaming.api.java.JavaStreamingContext
        ] {
          override def call() =
            new org.apache.spark.streaming.api.java.JavaStreamingContext(
              new StreamingContext(spark, Seconds(1))
            )
        }
      )
      assert(context.sparkContext.sc == spark)
    }
  }

  private def fixture(body: Path => Unit): Unit = TempFolder.use { folder =>
    val from = Path.of(getClass.getResource("/io/twinstream/migration/inspect/spark-3.5").toURI)
    Files.walk(from).iterator.asScala.filter(Files.isRegularFile(_)).foreach { file =>
      val to = folder.resolve(from.relativize(file).toString)
      Files.createDirectories(to.getParent)
      Files.copy(file, to)
    }
    body(folder)
  }

  test("other settings than those of a context that runs already are refused") {
    assert(spark.appName.nonEmpty)
    fixture(folder => assert(refused(folder, name -> "other").contains("Spark runs in this process already")))
  }

  test("an input that is not in Kafka keeps a changed class from beginning anew") {
    ScalaLine.assumeKryoOf212()
    // Its class OrdersApp is not there; it reads a directory beside Kafka.
    assert(spark.appName.nonEmpty)
    fixture { folder =>
      val message = refused(folder)
      assert(
        message.contains("cannot be continued with this class") && message.contains("its input 1 is files"),
        message
      )
    }
  }

  test("files that cannot be read are an error") {
    TempFolder.use { folder =>
      TempFolder.write(folder.resolve("checkpoint-1000"), "no checkpoint")
      assert(refused(folder).contains("none of its 1 files can be read"))
    }
  }

}
