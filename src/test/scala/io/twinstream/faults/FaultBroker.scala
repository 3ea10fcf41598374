package io.twinstream.faults

import io.twinstream.ends.kafka.KafkaProducers
import java.nio.charset.StandardCharsets.UTF_8
import java.util.SplittableRandom
import java.util.concurrent.Future
import org.apache.kafka.clients.producer.{Callback, MockProducer, ProducerRecord, RecordMetadata}
import org.apache.kafka.common.errors.TimeoutException
import org.apache.kafka.common.serialization.ByteArraySerializer
import scala.collection.mutable

/** A broker without a network, whose answers fail as the seed under way has planned. */
object FaultBroker {
  type Record = ProducerRecord[Array[Byte], Array[Byte]]

  val Address = "stand-in:9092"

  private final case class Sent(record: Record, callback: Callback)

  private final class Seed(faults: Faults, random: SplittableRandom) {
    private val topics = mutable.Map.empty[String, Vector[String]].withDefaultValue(Vector.empty)
    private val unanswered = mutable.Map.empty[Life, mutable.Queue[Sent]]

    def values(topic: String): Seq[String] = topics(topic)

    def send(record: Record, callback: Callback): Unit = {
      faults.checkAlive()
      ofDriver().enqueue(Sent(record, callback))
      if (random.nextBoolean()) answer()
    }

    /** Answers all tasks of the driver, as a producer does that they share. */
    def flush(): Unit = while (ofDriver().nonEmpty) answer()

    private def ofDriver(): mutable.Queue[Sent] = unanswered.getOrElseUpdate(
      Life.current, {
        val queue = mutable.Queue.empty[Sent]
        // What is on its way when a driver ends arrives or not.
        Life.current.atEnd(() => queue.filter(_ => random.nextBoolean()).foreach(sent => append(sent.record)))
        queue
      }
    )

    private def answer(): Unit = {
      val sent = ofDriver().dequeue()
      val failure =
        try {
          faults.at(Seam.answer)(append(sent.record))
          null
        } catch {
          case e: Injected => new TimeoutException(e.getMessage)
        }
      sent.callback.onCompletion(null, failure)
    }

    private def append(record: Record): Unit = {
      val value = new String(record.value, UTF_8)
      faults.history.add(s"  ${record.topic} has $value")
      topics(record.topic) = topics(record.topic) :+ value
    }
  }

  /** The one of this process: its records wait until it is flushed, or has sent them by itself. */
  val producer: MockProducer[Array[Byte], Array[Byte]] =
    new MockProducer(false, new ByteArraySerializer, new ByteArraySerializer) {
      override def send(record: Record, callback: Callback): Future[RecordMetadata] = {
        seed.send(record, callback)
        null
      }
      override def flush(): Unit = seed.flush()
    }

  @volatile private var current: Option[Seed] = None

  private def seed: Seed = current.getOrElse(throw new IllegalStateException("no seed is under way"))

  /** Runs something whose producer has these faults. */
  def use[A](faults: Faults, random: SplittableRandom)(body: => A): A = {
    KafkaProducers.put(Address, producer)
    current = Some(new Seed(faults, random))
    try body
    finally current = None
  }

  /** What a topic has, in its order. */
  def values(topic: String): Seq[String] = seed.values(topic)
}
