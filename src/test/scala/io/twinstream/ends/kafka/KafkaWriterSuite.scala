package io.twinstream.ends.kafka

import io.twinstream.RuleTier
import io.twinstream.error.UserError
import java.nio.charset.StandardCharsets.UTF_8
import java.util.UUID
import java.util.concurrent.{CountDownLatch, Executors, Future, TimeUnit}
import org.apache.kafka.clients.producer.{Callback, MockProducer, Producer, ProducerRecord, RecordMetadata}
import org.apache.kafka.common.errors.{RecordTooLargeException, SaslAuthenticationException, TimeoutException}
import org.apache.kafka.common.serialization.ByteArraySerializer
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** The protocol of a task's writer, on a producer that answers when it is told. */
@RuleTier
class KafkaWriterSuite extends AnyFunSuite {
  private type Record = ProducerRecord[Array[Byte], Array[Byte]]

  private class Told extends MockProducer(false, new ByteArraySerializer, new ByteArraySerializer) {
    def values: Seq[String] = history.asScala.map(record => new String(record.value, UTF_8)).toList
  }

  /** Takes records of at most that size. */
  private class Narrow(most: Int) extends Told {
    override def send(record: Record, callback: Callback): Future[RecordMetadata] =
      if (record.value.length <= most) super.send(record, callback)
      else {
        callback.onCompletion(null, new RecordTooLargeException("too large"))
        null
      }
  }

  private def cluster(): String = UUID.randomUUID.toString

  private def writer(servers: String, producer: => Producer[Array[Byte], Array[Byte]]): KafkaWriter =
    KafkaWriter.of(servers, KafkaClientSettings.NONE, _ => producer)

  private def record(value: String): Record = new ProducerRecord("t", null, value.getBytes(UTF_8))

  private def send(writer: KafkaWriter, forms: String*): Unit = writer.send(forms.map(record).iterator.asJava)

  test("a refused record fails the writer that sent it, once, and no other of the same producer") {
    val (servers, producer) = (cluster(), new Told)
    val (one, other) = (writer(servers, producer), writer(servers, fail("two producers")))
    send(one, "a")
    send(other, "b")
    assert(producer.errorNext(new TimeoutException("late")))
    other.flush()
    assert(intercept[UserError](one.flush()).getMessage == s"kafka $servers: a record was refused: late")
    one.flush()
  }

  test("of several refusals the first is told") {
    val producer = new Told
    val one = writer(cluster(), producer)
    Seq("a", "b").foreach(send(one, _))
    Seq("first", "second").foreach(why => producer.errorNext(new TimeoutException(why)))
    assert(intercept[UserError](one.flush()).getMessage.endsWith("first"))
  }

  test("a record that is too large is sent in its next form, and refused where it has none") {
    val producer = new Narrow(2)
    val one = writer(cluster(), producer)
    send(one, "four", "two", "2", "not asked for")
    send(one, "ok", "not asked for")
    send(one, "long", "no")
    one.flush()
    assert(producer.values.sorted == Seq("2", "no", "ok"))
    send(one, "four", "two")
    assert(intercept[UserError](one.flush()).getMessage.endsWith("too large"))
  }

  test("a record that is too large in every form is no refusal of those that are not") {
    val (servers, producer) = (cluster(), new Narrow(2))
    val (one, other) = (writer(servers, producer), writer(servers, producer))
    send(one, "four", "two")
    send(other, "four", "2")
    other.flush()
    assert(producer.values == Seq("2"))
    intercept[UserError](one.flush())
  }

  test("what is not answered when the producer is flushed is waited for") {
    val isFlushed = new CountDownLatch(1)
    val producer = new Told {
      override def flush(): Unit = isFlushed.countDown()
    }
    val one = writer(cluster(), producer)
    send(one, "a")
    val thread = Executors.newSingleThreadExecutor()
    try {
      val flushing = thread.submit(new Runnable { override def run(): Unit = one.flush() })
      isFlushed.await()
      assert(!flushing.isDone)
      producer.errorNext(new TimeoutException("late"))
      val failure = intercept[java.util.concurrent.ExecutionException](flushing.get(60, TimeUnit.SECONDS))
      assert(failure.getCause.getMessage.endsWith("late"))
    } finally thread.shutdownNow()
  }

  test("a producer that cannot send at all is no reason to wait") {
    val producer = new Told {
      override def send(record: Record, callback: Callback): Future[RecordMetadata] =
        throw new IllegalStateException("closed")
    }
    val one = writer(cluster(), producer)
    intercept[IllegalStateException](send(one, "a"))
    assert(intercept[UserError](one.flush()).getMessage.endsWith("closed"))
  }

  test("a producer whose credentials were refused is closed, and the next writer has a new one") {
    val (servers, old, renewed) = (cluster(), new Told, new Told)
    val one = writer(servers, old)
    send(one, "a")
    old.errorNext(new SaslAuthenticationException("wrong password"))
    assert(intercept[UserError](one.flush()).getMessage.contains("wrong password"))
    assert(old.closed)
    val next = writer(servers, renewed)
    send(next, "a")
    next.flush()
    assert(renewed.values == Seq("a"))
  }
}
