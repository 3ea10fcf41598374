package io.twinstream.watch

import io.twinstream.api.{PartitionPosition, Source}
import io.twinstream.engine.RunListener
import io.twinstream.internals.StateSize
import java.net.URI
import java.time.Duration
import java.util.{Optional, OptionalLong}
import java.util.concurrent.atomic.AtomicLong
import java.util.function.LongSupplier
import org.apache.spark.sql.{Dataset, Row, SparkSession}
import org.apache.spark.sql.streaming.SourceProgress
import org.apache.spark.streaming.api.java.{JavaDStream, JavaStreamingContext}
import org.apache.spark.streaming.scheduler.StreamInputInfo
import scala.collection.JavaConverters._

/** The page of a run, served as a run serves it. */
object WatchPages {

  /** Batches of which most are quiet, some are slow, and one hundred in a row fall behind. */
  def feed(figures: RunFigures, batches: Int, engine: String, clock: AtomicLong): Unit =
    (0 until batches).foreach { k =>
      val isLate = k % 1000 > 900
      clock.addAndGet(1000)
      figures.batchCompleted(
        new RunListener.Batch(
          1767225600000L + 1000L * k,
          4000 + 37 * (k % 91),
          900 + k % 17,
          if (k % 500 == 0) 2 else 0,
          if (isLate) 1300 + k % 100 else 180 + 3 * (k % 60),
          if (isLate) 300L * (k % 100) else k % 7,
          if (isLate) 4 else 0,
          if (engine == "structured" && k % 800 == 0) 3 else 0,
          if (engine == "dstream") OptionalLong.of(9000) else OptionalLong.empty(),
          Optional.of(new StateSize(120000L + k, 48000000L + 400L * k))
        )
      )
    }

  /** A source that knows its partitions. */
  private object Partitions extends Source with Source.Tracked {
    override def spec: String = "kafka:localhost:9092/orders"
    override def dstream(context: JavaStreamingContext): JavaDStream[String] = null
    override def structured(session: SparkSession): Dataset[Row] = null
    override def hasEnded: Boolean = false
    override def tracked: Optional[Source.Tracked] = Optional.of(this)
    override def completed(input: StreamInputInfo): Unit = ()
    override def completed(progress: SourceProgress): Unit = ()
    override def isProcessed: Boolean = false
    override def positions: Optional[Source.Positions] = Optional.of(new Source.Positions {
      override def read: java.util.List[PartitionPosition] =
        (0 until 4)
          .map(k => new PartitionPosition("orders-of-all-shops", k, 4800000L + k, 4800120L + k))
          .asJava
      override def close(): Unit = ()
    })
  }

  def info(engine: String, interval: Duration = Duration.ofSeconds(1)): RunInfo = new RunInfo(
    "order-revenue",
    engine,
    "record",
    "kafka:localhost:9092/orders-of-all-shops",
    "jdbc:postgresql://db.example.org:5432/sales?user=writer&password=***#revenue_by_category",
    Optional.of(s"/var/lib/twinstream/checkpoints/$engine"),
    interval
  )

  /** Figures of a run with a history. */
  def figures: RunFigures = figures(() => System.currentTimeMillis)

  private def figures(clock: LongSupplier): RunFigures =
    new RunFigures(Optional.of(new History(RunFigures.COLUMNS.size, 10000)), clock)

  def served[A](engine: String, figures: RunFigures, beside: Option[String] = None, id: Long = 1)(
      look: String => A
  ): A = {
    val other = beside.map(URI.create).map(Optional.of(_)).getOrElse(Optional.empty[URI]())
    val page = new RunPage(info(engine), figures, new Serving(0, other), id)
    try look(page.url)
    finally {
      page.close()
      figures.close()
    }
  }

  def long(engine: String, batches: Int): RunFigures = {
    // A second a batch, up to now.
    val now = new AtomicLong(System.currentTimeMillis - 1000L * batches)
    val all = figures(() => now.get)
    all.begun(
      "starts from savepoint /var/lib/twinstream/savepoints/s1 of dstream, cut at batch 1767225600000"
    )
    all.running(Partitions, 3, Optional.empty())
    all.started()
    while (all.status.partitions.isEmpty) Thread.`yield`()
    feed(all, batches, engine, now)
    all.interrupted("kafka:localhost:9092/orders", "Connection to node 1 could not be established")
    all
  }

  /** One run after as many batches as are kept, and more. */
  def one(look: String => Unit): Unit = served("dstream", long("dstream", 10500))(look)

  /** Two runs on one page. */
  def two(look: String => Unit): Unit = served("structured", long("structured", 300)) { other =>
    served("dstream", long("dstream", 300), Some(other))(look)
  }

  /** A run that has just begun, beside one that is not there. */
  def waiting(look: String => Unit): Unit =
    served("dstream", figures, Some("http://localhost:9/"))(look)
}
