package io.twinstream.engine

import io.twinstream.ends.OpenSinks
import io.twinstream.ends.Computed
import io.twinstream.ends.WordRows
import io.twinstream.ends.kafka.DeadLetters
import io.twinstream.{EndToEnd, TempFolder}
import io.twinstream.endtoend.{Broker, Postgres}
import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.api.InputRecord
import io.twinstream.ends.kafka.{KafkaAddress, KafkaClientSettings}
import java.util.Optional
import org.apache.spark.SparkConf
import org.apache.spark.api.java.{JavaRDD, JavaSparkContext}
import org.apache.spark.api.java.function.Function
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite

/** Every partition of a batch is computed to its end, and once, by the sinks that need a server. */
@EndToEnd
class SinkWriterEndToEndSuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val broker = Broker.shared
  private lazy val spark = new JavaSparkContext(
    new SparkConf().setMaster("local[2]").setAppName("twinstream sink tests").set("spark.ui.enabled", "false")
  )

  override def afterAll(): Unit = spark.stop()

  private def computed(spec: String): Long = {
    val sink =
      OpenSinks.parse(spec, WordRows.format, "r", classOf[CountedWord], true, KafkaClientSettings.NONE)
    sink.check()
    Computed.rows(spark, SinkWriter.write(sink, _, 1000))
  }

  test("jdbc") {
    TempFolder.use { folder =>
      Postgres.use(folder) { postgres =>
        assert(computed(s"${postgres.url}#words") == 200)
        assert(postgres.query("SELECT count(*), sum(count) FROM words") == Seq(Seq("200", "20100")))
      }
    }
  }

  test("kafka") {
    assert(computed(s"kafka:${broker.address}/computed") == 200)
    assert(broker.values("computed").distinct.size == 200)
  }

  test("dead letters") {
    broker.create("rejected", 1)
    val letters = new DeadLetters(
      KafkaAddress.parse(s"kafka:${broker.address}/rejected"),
      KafkaClientSettings.NONE,
      record => if (record.offset % 2 == 0) Optional.of("even") else Optional.empty()
    )
    val record: Function[CountedWord, InputRecord] =
      word => new InputRecord("from", 0, word.getCount, 0, word.getWord)
    val write: JavaRDD[CountedWord] => Unit = words => SinkWriter.write(letters, words.map(record), 1000)
    assert(Computed.rows(spark, write) == 200)
    assert(broker.values("rejected").distinct.size == 100 && broker.values("rejected").size == 100)
  }
}
