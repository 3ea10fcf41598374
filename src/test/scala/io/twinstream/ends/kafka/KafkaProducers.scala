package io.twinstream.ends.kafka

import org.apache.kafka.clients.producer.Producer

/** Puts a stand-in in the place of the producer of a cluster, for tests that are not of this package. */
object KafkaProducers {
  def put(servers: String, producer: Producer[Array[Byte], Array[Byte]]): Unit = {
    KafkaWriter.of(servers, KafkaClientSettings.NONE, _ => producer)
    ()
  }
}
