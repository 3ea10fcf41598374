package io.twinstream.ends.delta

import io.twinstream.api.{RowFormat, Sink}
import io.twinstream.ends.{OpenSinks, WordRows}
import io.twinstream.ends.kafka.KafkaClientSettings
import io.twinstream.error.UserError
import io.twinstream.jobs.wordcount.CountedWord
import java.util.Arrays
import org.apache.spark.SparkConf
import org.apache.spark.sql.SparkSession

/** A program with Delta on its class path that writes into tables of a folder, and prints what is there. */
object DeltaSinkTrial {

  /** The class whose main it is. */
  val name: String = getClass.getName.stripSuffix("$")

  private def sink(
      folder: String,
      isOfBatch: Boolean,
      run: String = "r",
      format: RowFormat = WordRows.format
  ): Sink[CountedWord] =
    OpenSinks.parse(s"delta:$folder", format, run, classOf[CountedWord], isOfBatch, KafkaClientSettings.NONE)

  def main(args: Array[String]): Unit = {
    val folder = args.head
    val totals = sink(s"$folder/totals", isOfBatch = false)
    val conf =
      new SparkConf().setMaster("local[1]").setAppName("trial").set("spark.sql.shuffle.partitions", "1")
    totals.configure(conf)
    val session = SparkSession.builder().config(conf).getOrCreate()

    def show(name: String): Unit = {
      val rows = session.read.format("delta").load(s"$folder/$name").toJSON.collect().sorted
      println(s"$name: ${rows.mkString(" ")}")
    }
    def refused(work: => Unit): Unit =
      try {
        work
        println("not refused")
      } catch { case e: UserError => println(s"refused: ${e.getMessage}") }

    totals.check()
    totals.write(WordRows.words("a" -> 1, "b" -> 2, "tick`'" -> 7), 1)
    totals.write(WordRows.words("a" -> 5, "c" -> 1), 2)
    // A batch that is there already, with other rows so that it shows.
    totals.write(WordRows.words("a" -> 100), 2)
    totals.write(WordRows.words("a" -> 100), 1)
    totals.write(WordRows.words(), 3)
    totals.write(WordRows.words("b" -> 3), 4)
    show("totals")
    sink(s"$folder/totals", isOfBatch = false, run = "next").write(WordRows.words("a" -> 6), 0)
    show("totals")

    val perBatch = sink(s"$folder/per", isOfBatch = true)
    perBatch.check()
    perBatch.write(WordRows.words("a" -> 1), 1000)
    perBatch.write(WordRows.words("a" -> 1), 1000)
    perBatch.write(WordRows.words("a" -> 2), 2000)
    show("per")

    refused(sink(s"$folder/per", isOfBatch = false).write(WordRows.words("a" -> 1), 9000))
    val other = new RowFormat(Arrays.asList("word"), Arrays.asList())
    refused(sink(s"$folder/totals", isOfBatch = false, format = other).write(WordRows.words("a" -> 1), 9000))
    session.stop()
  }
}
