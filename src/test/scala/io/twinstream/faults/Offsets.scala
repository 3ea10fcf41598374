package io.twinstream.faults

import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.api.Sink
import io.twinstream.ends.kafka.{DirectOffsets, OffsetStores}
import org.apache.kafka.clients.consumer.OffsetCommitCallback
import org.apache.kafka.common.TopicPartition
import org.apache.spark.streaming.kafka010.{CanCommitOffsets, OffsetRange}
import scala.collection.mutable

/** Where a classic run keeps its offsets. */
abstract class Offsets {

  /** The record that it goes on with. */
  def load(): Int = 0

  def sink: Sink[CountedWord]

  /** The direct stream plans a batch, after it has sent what it was given to commit. */
  def commitAll(): Unit = ()
  def planned(batch: Planning): Unit = ()

  /** A batch's job begins. */
  def running(): Unit = ()

  def flush(): Unit = ()
}

object Offsets {
  final class InCheckpoint(override val sink: Sink[CountedWord]) extends Offsets

  /** In a consumer group, or in the table of the sink's database. */
  final class Kept(world: World, rows: Sink[CountedWord]) extends Offsets {
    private val topic = new TopicPartition("t", 0)
    private val stream = new Stream(world)
    private val direct = DirectOffsets.begin(stream)
    private val kept = world.setup.store match {
      case Setup.Table => OffsetStores.inTable(world.name, rows)
      case _           => OffsetStores.inGroup(new Group(world, topic), rows)
    }

    override def load(): Int = {
      val from = world.faults.at(Seam.readOffsets)(kept.load()).getOrElse(topic, 0L)
      kept.begin(topic, from)
      from.toInt
    }

    override def sink: Sink[CountedWord] = kept.sink
    override def commitAll(): Unit = stream.commitAll()
    override def planned(batch: Planning): Unit =
      direct.generated(batch.batch, Array(OffsetRange(topic, batch.from.toLong, batch.until.toLong)))

    /** One driver has a process to itself; here several take turns. */
    override def running(): Unit = Kept.current.set(null, direct)

    override def flush(): Unit = {
      running()
      kept.flush()
    }
  }

  object Kept {
    private val current = classOf[DirectOffsets].getDeclaredField("current")
    current.setAccessible(true)
  }

  /** `DirectKafkaInputDStream`: what it is given to commit is sent when the next batch is planned. */
  private final class Stream(world: World) extends CanCommitOffsets {
    private val queue = mutable.Queue.empty[OffsetRange]

    override def commitAsync(ranges: Array[OffsetRange]): Unit = queue ++= ranges
    override def commitAsync(ranges: Array[OffsetRange], done: OffsetCommitCallback): Unit = queue ++= ranges

    def commitAll(): Unit = if (queue.nonEmpty) {
      val until = queue.map(_.untilOffset).max
      queue.clear()
      try commit(world, until)
      catch { // commitAsync tells its callback, and nobody else
        case e: Exception => world.history.add(s"the group is not committed: ${e.getMessage}")
      }
    }
  }

  private[faults] def commit(world: World, until: Long): Unit =
    world.faults.at(Seam.commitOffsets) {
      world.group = Some(until)
      world.history.add(s"the group is at $until")
    }

  private final class Group(world: World, topic: TopicPartition) extends OffsetStores.Group {
    override def load(): Map[TopicPartition, Long] = world.group.map(topic -> _).toMap

    override def commit(offsets: Map[TopicPartition, Long]): Unit =
      offsets.get(topic).foreach(until => Offsets.commit(world, until))
  }
}
