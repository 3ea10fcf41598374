package io.twinstream.endtoend

import io.twinstream.endtoend.Faults.{lastFor, Feeder, Supervised}
import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.file.Files
import java.util.Random
import org.scalatest.funsuite.AnyFunSuite

/** A driver is stopped (SIGSTOP) while it writes, for longer than every time-out; a second is started on its
  * checkpoint, as an orchestrator does with one that does not answer, and again when that ends; then the
  * first goes on (SIGCONT). `TWINSTREAM_STOP_SECONDS` says how long it is stopped: 70 unless it is set;
  * `TWINSTREAM_STOP_SEED`, when.
  */
@EndToEnd
class TwoDriversEndToEndSuite extends AnyFunSuite {
  private val stopMillis = sys.env.get("TWINSTREAM_STOP_SECONDS").map(_.toLong).getOrElse(70L) * 1000
  private val random = new Random(sys.env.get("TWINSTREAM_STOP_SEED").map(_.toLong).getOrElse(20261125L))
  private val words = 7
  private val limitSeconds = 400L

  for (engine <- Seq("dstream", "structured"); sink <- Seq("json", "jdbc")) {
    test(s"$engine to $sink: the rows are right, and the first driver ends", LongRun) {
      TempFolder.use { folder =>
        Postgres.use(folder) { postgres =>
          val broker = Broker.shared
          val topic = s"two-drivers-$engine-$sink"
          val out = Files.createDirectories(folder.resolve("out"))
          broker.create(topic, 2)
          var sent = 0
          val feeder = new Feeder(
            broker.producer(),
            topic,
            () => {
              sent += 1
              s"w${sent % words}"
            }
          )
          val to = if (sink == "json") s"json:$out" else s"${postgres.url}#rows"
          def counted: Map[String, Long] =
            if (sink == "json") Rows.totals(Rows.in(out))
            else if (postgres.exists("rows"))
              postgres
                .query("SELECT word, sum(count) FROM rows GROUP BY word")
                .map(row => row.head -> row(1).toLong)
                .toMap
            else Map.empty
          def start() = Bin.start(
            folder,
            Seq("bin/twinstream", "run", "word-count", "--engine", engine, "--master", "local[2]") ++
              Seq("--source", s"kafka:${broker.address}/$topic", "--sink", to) ++
              Seq("--batch-interval", "1s", "--checkpoint", folder.resolve("checkpoint").toString)
          )
          val first = Faults.started(() => start())
          var drivers = Seq[AutoCloseable](() => first.kill())
          try {
            Bin.eventually(first)(counted.size == words)
            val place = if (sink == "json") out else folder.resolve("checkpoint")
            val events = new FileEvents(place, 1 + random.nextInt(200))(first.signal("STOP"))
            try Bin.eventually(first)(events.hasHappened)
            finally events.close()
            val before = counted.values.sum
            val second = new Supervised(() => start())
            drivers :+= second
            second.eventually(limitSeconds)(counted.values.sum > before + 1000)
            lastFor(stopMillis)
            first.signal("CONT")
            val ended = first.await()
            val lines = ended.err.linesIterator.toList
            info(
              s"the first: exit ${ended.exit}: ${lines.reverse.find(_.contains("twinstream: ")).getOrElse(lines.last)}"
            )
            assert(ended.exit == 3, ended)
            feeder.close()
            val expected = feeder.sent.groupBy(identity).map { case (word, all) => word -> all.size.toLong }
            second.eventually(limitSeconds)(counted.values.sum >= expected.values.sum)
            val result = second.stop()
            info(s"drivers after it that ended by themselves: ${second.ended.mkString("; ")}")
            assert(result.exit == 0, result)
            info(s"$engine to $sink: ${expected.values.sum} words sent, ${counted.values.sum} counted")
            assert(counted == expected)
          } finally {
            drivers.foreach(_.close())
            feeder.close()
          }
        }
      }
    }
  }
}
