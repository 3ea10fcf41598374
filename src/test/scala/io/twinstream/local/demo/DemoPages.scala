package io.twinstream.local.demo

import io.twinstream.api.Engine
import io.twinstream.savepoint._
import java.util.{Collections, Optional}
import scala.collection.JavaConverters._

/** Pages of the demos, made of small results. */
object DemoPages {
  private def counts(all: (String, Long)*) = all.map { case (word, n) => word -> Long.box(n) }.toMap.asJava

  private val words = counts((1 to 40).map(k => s"word$k" -> 1000L * k): _*)
  private val fewer = counts((1 to 40).map(k => s"word$k" -> (1000L * k - (if (k % 20 == 0) 1 else 0))): _*)

  def counted: String = {
    def points(shift: Long) = (1 to 30)
      .map(k => new WordCountDemo.Point(500L * k + shift, 1250L * k, 100L + 10 * (k % 7) + shift))
      .asJava
    val result = new WordCountDemo.Result(
      37500,
      Map(Engine.DSTREAM -> words, Engine.STRUCTURED -> fewer).asJava,
      words,
      Map(Engine.DSTREAM -> points(0), Engine.STRUCTURED -> points(130)).asJava
    )
    new WordsDemoReport(result).html("15.2 s")
  }

  def receivers: String = {
    def side(messages: Int, counted: Int) = new ReceiversDemo.Side(
      (0 until messages).map(k => Int.box(if (k % 100 == 0) 2 else 1)).asJava,
      (0 until counted).map(k => QueueServer.message(k) -> Long.box(1)).toMap.asJava,
      messages / 3
    )
    val sides = new java.util.EnumMap[Engine, ReceiversDemo.Side](classOf[Engine])
    sides.put(Engine.DSTREAM, side(12400, 12400))
    sides.put(Engine.STRUCTURED, side(13000, 12999))
    new ReceiversDemoReport(sides).html("48.0 s")
  }

  def orders: String = {
    val start = 1700000100000L
    def rows(cents: Long) = (for {
      k <- 0L until 6L
      (category, n) <- Seq("books" -> 3L, "garden and tools" -> 5L)
      length <- Seq(300000L, 600000L)
    } yield new OrdersDemo.Row(
      start + k * 300000,
      start + k * 300000 + length,
      category,
      1234 + n,
      60327894 + cents
    )).asJava
    def points(shift: Long) =
      (1 to 40).map(k => new OrdersDemo.Point(500L * k + shift, 375L * k)).asJava
    val result = new OrdersDemo.Result(
      15000,
      Map(Engine.DSTREAM -> rows(0), Engine.STRUCTURED -> rows(1)).asJava,
      rows(0),
      Map(Engine.DSTREAM -> points(0), Engine.STRUCTURED -> points(200)).asJava,
      9500
    )
    new OrdersDemoReport(result).html("48.0 s")
  }

  private def savepoint(engine: String, batch: Long, offsets: Long*) = new Savepoint(
    2,
    "running-word-count",
    engine,
    "3.5.3",
    "/tmp/checkpoint",
    1700000000000L,
    500,
    0,
    0,
    new Cut(batch, batch, 0, Collections.emptyList[String], Collections.emptyList[String]),
    Seq(
      new SourcePosition(
        0,
        "kafka",
        Collections.emptySortedMap[String, String],
        offsets.zipWithIndex.map { case (o, p) =>
          new PartitionOffset(new TopicPartition("words", p), o)
        }.asJava,
        Collections.emptyList[OffsetRange],
        Collections.emptySortedSet[String],
        0,
        Collections.emptySortedSet[String]
      )
    ).asJava,
    Seq(new StateCopy("state-0", 48357, "1", "key STRING, state BIGINT")).asJava
  )

  def move: String = {
    val legs = Seq(
      new MoveDemo.Leg(
        Engine.DSTREAM,
        17,
        0,
        14200,
        Optional.of(savepoint("dstream", 1700000009500L, 3120, 3140))
      ),
      new MoveDemo.Leg(
        Engine.STRUCTURED,
        6,
        19800,
        31000,
        Optional.of(savepoint("structured", 5, 9020, 9044))
      ),
      new MoveDemo.Leg(Engine.DSTREAM, 1, 36400, 47100, Optional.empty[Savepoint])
    )
    new MoveDemoReport(new MoveDemo.Result(18500, legs.asJava, words, words)).html("52.1 s")
  }

  def handover: String = {
    val columns = "GROUP   TOPIC  PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG"
    def lag(behind: Int) =
      (columns +: (0 to 1).map(p => s"totals  words  $p  ${9000 - behind}  9000  $behind")).asJava
    val result = new HandoverDemo.Result(18000, 6000, 17, Seq(lag(120), lag(0)).asJava, fewer, words)
    new HandoverDemoReport(result).html("52.0 s")
  }
}
