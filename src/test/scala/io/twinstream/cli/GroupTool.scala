package io.twinstream.cli

import io.twinstream.TempFolder
import io.twinstream.endtoend.{Bin, Broker}

/** Kafka's own `kafka-consumer-groups`, as a process. */
object GroupTool {
  private val main = "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand"

  /** Returns what it prints. */
  def run(broker: Broker, args: String*): String = TempFolder.use { folder =>
    val java = s"${sys.props("java.home")}/bin/java"
    val command = Seq(java, "-cp", s"${Broker.jars}/*", main, "--bootstrap-server", broker.address) ++ args
    val result = Bin.run(folder, command: _*)
    assert(result.exit == 0, result)
    result.out
  }
}
