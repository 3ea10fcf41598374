package io.twinstream.migration.move

import io.twinstream.{TempFolder, TwinSession}
import io.twinstream.migration.RunningWords
import io.twinstream.api.Engine
import java.io.ByteArrayOutputStream
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path, Paths}
import java.util.Optional
import org.apache.hadoop.conf.Configuration
import io.twinstream.savepoint.Savepoints
import org.apache.spark.api.java.function.VoidFunction2
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.{Dataset, Row}
import org.apache.spark.sql.streaming.Trigger
import org.apache.spark.streaming.{Seconds, StreamingContext}
import org.apache.spark.streaming.dstream.DStream
import org.scalatest.funsuite.AnyFunSuite

/** The applications that the page on savepoints shows are those that are compiled here, and they take a
  * savepoint.
  */
class SavepointPageSuite extends AnyFunSuite {
  private val home = Paths.get(sys.env("TWINSTREAM_HOME"))

  private def read(file: String): String = new String(Files.readAllBytes(home.resolve(file)), UTF_8)

  private def shown(language: String): Seq[String] =
    s"(?s)```$language\\n(.*?)```".r
      .findAllMatchIn(read("src/site/markdown/savepoint.md"))
      .map(_.group(1))
      .toList

  for (
    (language, at, file) <- Seq(
      ("java", 0, "src/test/java/io/twinstream/migration/move/OrderTotals.java"),
      ("scala", 0, "src/test/scala/io/twinstream/migration/move/OrderTotalsBack.scala"),
      ("java", 1, "src/test/java/io/twinstream/migration/move/WordTotals.java"),
      ("scala", 1, "src/test/scala/io/twinstream/migration/move/OrderSums.scala")
    )
  )
    test(s"the page shows $file as it is compiled") {
      val text = read(file)
      // Without the package, the doc comment and the annotations of where it stands.
      assert(
        shown(language)(at) == text.substring(text.indexOf("import ")).replaceFirst("/\\*\\* The .*\\n", "")
      )
    }

  private def savepoint(folder: Path): String = {
    RunningWords.run(Engine.DSTREAM, Seq.fill(12)(Seq("ann")), folder.resolve("before"))
    SavepointMaker
      .of(folder.resolve("before").toString, new Configuration)
      .write(folder.resolve("savepoint").toString, Optional.empty(), TwinSession.session)
    folder.resolve("savepoint").toString
  }

  test("a port that aggregates begins with the state that a classic job wrote") {
    TempFolder.use { folder =>
      val from = savepoint(folder)
      val checkpoint = folder.resolve("after").toString
      // A topic without records, in place of one of a broker.
      val words = TwinSession.session.readStream.text(Files.createDirectory(folder.resolve("words")).toString)
      val before =
        Savepoints.seed(TwinSession.session, from).selectExpr("key AS word", "state.total AS count")
      val totals = before.union(words.selectExpr("value", "1L")).groupBy("word").sum("count")
      var rows = Seq.empty[(String, Long)]
      totals.writeStream
        .outputMode("update")
        .foreachBatch(new VoidFunction2[Dataset[Row], java.lang.Long] {
          override def call(batch: Dataset[Row], id: java.lang.Long): Unit =
            rows ++= batch.collect().map(row => row.getString(0) -> row.getLong(1))
        })
        .option("checkpointLocation", checkpoint)
        .trigger(Trigger.AvailableNow)
        .start()
        .awaitTermination()
      assert(rows == Seq("ann" -> 10L)) // of batch 10
      val query = WordTotals.totals(TwinSession.session, from, "localhost:9092", "words")
      assert(query.isStreaming && query.columns.toSeq == Seq("word", "count"))
    }
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
