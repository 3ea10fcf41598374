package io.twinstream.ends

import io.twinstream.api.InputRecord
import io.twinstream.api.Source
import io.twinstream.TwinSession
import io.twinstream.internals.VirtualClock
import java.util.{Arrays, LinkedList}
import java.util.concurrent.{ConcurrentLinkedQueue, CountDownLatch, TimeUnit}
import org.apache.spark.api.java.{JavaRDD, JavaSparkContext}
import org.apache.spark.sql.{Dataset, Row, SparkSession}
import org.apache.spark.streaming.{Durations, Time}
import org.apache.spark.streaming.api.java.{JavaDStream, JavaStreamingContext}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

class SourceSuite extends AnyFunSuite {

  /** A source that knows nothing but its lines, as sockets and files are. */
  private final class Batches(batches: Seq[Seq[String]]) extends Source {
    override def spec: String = "batches"
    override def hasEnded: Boolean = false
    override def structured(session: SparkSession): Dataset[Row] = throw new UnsupportedOperationException
    override def dstream(context: JavaStreamingContext): JavaDStream[String] = {
      val queue = new LinkedList[JavaRDD[String]]
      for (batch <- batches) queue.add(context.sparkContext.parallelize(Arrays.asList(batch: _*)))
      context.queueStream(queue)
    }
  }

  test("a line of a source that does not know when it arrived has its batch time") {
    val spark = JavaSparkContext.fromSparkContext(TwinSession.session.sparkContext)
    val context = new JavaStreamingContext(spark, Durations.seconds(1))
    val found = new ConcurrentLinkedQueue[(Long, String)]
    val done = new CountDownLatch(2)
    new Batches(Seq(Seq("a", "b"), Seq("c"))).records(context).foreachRDD {
      (records: JavaRDD[InputRecord], _: Time) =>
        records.collect().asScala.foreach(each => found.add(each.arrivedAtMillis -> each.value))
        done.countDown()
    }
    try {
      context.start()
      for (_ <- 1 to 2) VirtualClock.of(context).advance(TwinSession.interval)
      assert(done.await(60, TimeUnit.SECONDS))
      assert(found.asScala.toSeq == Seq(1000L -> "a", 1000L -> "b", 2000L -> "c"))
    } finally context.stop(false, false)
  }
}
