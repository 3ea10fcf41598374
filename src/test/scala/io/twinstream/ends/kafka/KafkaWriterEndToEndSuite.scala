package io.twinstream.ends.kafka

import io.twinstream.EndToEnd
import io.twinstream.endtoend.Broker
import io.twinstream.error.UserError
import java.nio.charset.StandardCharsets.UTF_8
import org.scalatest.funsuite.AnyFunSuite

/** What tasks that share a producer learn of a real broker's refusals. */
@EndToEnd
class KafkaWriterEndToEndSuite extends AnyFunSuite {
  private lazy val broker = Broker.shared

  private def writer(): KafkaWriter = KafkaWriter.of(broker.address, KafkaClientSettings.NONE)

  test("a refused record fails the task that sent it, and no other") {
    broker.create("refused", 1)
    val (one, other) = (writer(), writer())
    one.send("refused", null, new Array[Byte](2 << 20))
    other.send("refused", null, "fine".getBytes(UTF_8))
    other.flush()
    assert(intercept[UserError](one.flush()).getMessage.contains("a record was refused"))
    assert(broker.values("refused") == Seq("fine"))
  }

  test("what the broker refuses and the client does not is found out too") {
    broker.create("narrow", 1, Map("max.message.bytes" -> "20000"))
    val (one, other) = (writer(), writer())
    for (_ <- 1 to 3) one.send("narrow", null, new Array[Byte](30000))
    // Longer than what is left of the room that the client makes for a large record.
    val fine = (1 to 3).map(n => s"fine $n" + "." * 100)
    fine.foreach(each => other.send("narrow", null, each.getBytes(UTF_8)))
    other.flush()
    assert(intercept[UserError](one.flush()).getMessage.contains("a record was refused"))
    assert(broker.values("narrow") == fine)
  }
}
