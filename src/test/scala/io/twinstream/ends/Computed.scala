package io.twinstream.ends

import io.twinstream.jobs.wordcount.CountedWord
import org.apache.spark.api.java.{JavaRDD, JavaSparkContext}
import org.apache.spark.api.java.function.Function
import scala.collection.JavaConverters._

/** Counts what is computed of 200 rows in 4 partitions. */
object Computed {
  def rows(spark: JavaSparkContext, write: JavaRDD[CountedWord] => Unit): Long = {
    val seen = spark.sc.longAccumulator
    val count: Function[CountedWord, CountedWord] = row => {
      seen.add(1)
      row
    }
    val words = (1 to 200).map(n => new CountedWord(s"w$n", n.toLong)).asJava
    write(spark.parallelize(words, 4).map(count))
    seen.value
  }
}
