package io.twinstream.cli

import io.twinstream.{EndToEnd, TempFolder}
import io.twinstream.endtoend.{Bin, Broker, Rows}
import org.apache.kafka.clients.consumer.OffsetAndMetadata
import org.apache.kafka.common.TopicPartition
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** `run` starts from a savepoint of a group's offsets: with the record behind each, and no other. */
@EndToEnd
class OffsetsStartEndToEndSuite extends AnyFunSuite {
  private lazy val broker = Broker.shared

  for ((job, engine) <- Seq("word-count" -> "structured", "running-word-count" -> "dstream"))
    test(s"$job on $engine") {
      TempFolder.use { folder =>
        val topic = s"started-$engine"
        broker.create(topic, 2)
        broker.send(topic, 0, "old", "old", "new")
        broker.send(topic, 1, "old", "new", "new")
        val at = Map(0 -> 2L, 1 -> 1L).map { case (p, offset) =>
          new TopicPartition(topic, p) -> new OffsetAndMetadata(offset)
        }
        broker.admin(_.alterConsumerGroupOffsets(topic, at.asJava).all.get())
        val savepoint = folder.resolve("savepoint").toString
        val made =
          Cli.run("savepoint", "--group", topic, "--kafka", broker.address, "--out", savepoint)
        assert(made._1 == 0, made)
        val rows = folder.resolve("rows")
        val result = Bin.run(
          folder,
          Seq("bin/twinstream", "run", job, "--engine", engine, "--master", "local[2]", "--until", "end") ++
            Seq("--source", s"kafka:${broker.address}/$topic", "--sink", s"json:$rows") ++
            Seq("--checkpoint", folder.resolve("checkpoint").toString, "--from-savepoint", savepoint): _*
        )
        assert(result.exit == 0, result)
        assert(result.err.contains(s"starts from savepoint $savepoint of offsets, read at 20"), result)
        assert(result.err.contains("the state begins empty") == (job == "running-word-count"), result)
        val written = Rows.in(rows)
        assert(written.map(_.get("word").asText).toSet == Set("new"), result)
        val counts = written.map(_.get("count").asLong)
        assert((if (job == "running-word-count") counts.max else counts.sum) == 3, result)
      }
    }
}
