package io.twinstream.migration.move

import io.twinstream.{TempFolder, TwinSession}
import io.twinstream.migration.RunningWords
import io.twinstream.api.Engine
import java.io.ByteArrayOutputStream
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path, Paths}
import java.util.Optional
import org.apache.hadoop.conf.Configuration
import org.apache.spark.rdd.RDD
import org.apache.spark.streaming.{Seconds, StreamingContext}
import org.apache.spark.streaming.dstream.DStream
import org.scalatest.funsuite.AnyFunSuite

/** The applications that the page on savepoints shows are those that are compiled here, and they take a
  * savepoint.
  */
class SavepointPageSuite extends AnyFunSuite {
  private val home = Paths.get(sys.env("TWINSTREAM_HOME"))

  private def read(file: String): String = new String(Files.readAllBytes(home.resolve(file)), UTF_8)

  private def shown(language: String): String =
    s"(?s)```$language\\n(.*?)```".r.findFirstMatchIn(read("src/site/markdown/savepoint.md")).get.group(1)

  for (
    (language, file) <- Seq(
      "java" -> "src/test/java/io/twinstream/migration/move/OrderTotals.java",
      "scala" -> "src/test/scala/io/twinstream/migration/move/OrderTotalsBack.scala"
    )
  )
    test(s"the page shows the $language application as it is compiled") {
      val text = read(file)
      // Without the package, the doc comment and the annotations of where it stands.
      assert(shown(language) == text.substring(text.indexOf("import ")).replaceFirst("/\\*\\* The .*\\n", ""))
    }

  private def savepoint(folder: Path): String = {
    RunningWords.run(Engine.DSTREAM, Seq.fill(12)(Seq("ann")), folder.resolve("before"))
    SavepointMaker
      .of(folder.resolve("before").toString, new Configuration)
      .write(folder.resolve("savepoint").toString, Optional.empty(), TwinSession.session)
    folder.resolve("savepoint").toString
  }

  /** What updateStateByKey was given to begin with; Spark keeps it to itself. */
  private def initial(totals: DStream[(String, Long)]): Map[String, Long] = {
    val field = totals.getClass.getDeclaredFields.find(_.getName.endsWith("initialRDD")).get
    field.setAccessible(true)
    field.get(totals).asInstanceOf[Option[RDD[(String, Long)]]].get.collect().toMap
  }

  test("both begin with a savepoint, up to where they would ask Kafka") {
    TempFolder.use { folder =>
      val from = savepoint(folder)
      val query = OrderTotals.totals(TwinSession.session, from)
      assert(query.isStreaming && query.columns.toSeq == Seq("_1", "_2"))
      val plan = new ByteArrayOutputStream
      Console.withOut(plan)(query.explain(true))
      // The state of the savepoint is what the operator begins with.
      assert(plan.toString.contains("FlatMapGroupsWithState") && plan.toString.contains(s"$from/state"), plan)
      val ssc = new StreamingContext(TwinSession.session.sparkContext, Seconds(1))
      try {
        val totals = OrderTotalsBack.totals(TwinSession.session, ssc, from)
        assert(totals.slideDuration == Seconds(1) && initial(totals) == Map("ann" -> 10L)) // of batch 10
      } finally ssc.stop(false)
    }
  }
}
