package io.twinstream.endtoend

import io.twinstream.endtoend.Faults.{lastFor, Feeder, Supervised}
import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.file.{Files, Path}
import org.scalatest.funsuite.AnyFunSuite

/** A disk fills up under a running job, and has space again later. The disk is a small tmpfs, which only root
  * may mount.
  */
@EndToEnd
class FullDiskEndToEndSuite extends AnyFunSuite {
  private val words = 7
  private val fullMillis = 10000L
  private val limitSeconds = 300L

  private def isOneLineOfTheDisk(said: String): Boolean = said.contains("No space left on device")

  private def total(out: Path): Map[String, Long] = Rows.in(out).groupBy(_.get("word").asText).map {
    case (word, rows) => word -> rows.map(_.get("count").asLong).max
  }

  for (
    (engine, place) <- Seq(
      "dstream" -> "checkpoint",
      "dstream" -> "rows",
      "structured" -> "checkpoint",
      "structured" -> "rows"
    )
  ) {
    test(s"$engine, a full disk under its $place: said, nothing half-written, and it goes on", LongRun) {
      TempFolder.use { folder =>
        SmallDisk.use(folder, 64) { disk =>
          val broker = Broker.shared
          val topic = s"disk-$engine-$place"
          broker.create(topic, 2)
          val out = if (place == "rows") disk.resolve("out") else folder.resolve("out")
          val checkpoint = (if (place == "checkpoint") disk else folder).resolve("checkpoint")
          var sent = 0
          val feeder = new Feeder(broker.producer(), topic, () => { sent += 1; s"w${sent % words}" })
          val driver = new Supervised(() =>
            Bin.start(
              folder,
              Seq("bin/twinstream", "run", "running-word-count", "--engine", engine) ++
                Seq("--master", "local[2]", "--source", s"kafka:${broker.address}/$topic") ++
                Seq("--sink", s"json:$out", "--batch-interval", "2s", "--checkpoint", checkpoint.toString)
            )
          )
          try {
            driver.eventually(limitSeconds)(total(out).size == words)
            val filler = SmallDisk.fill(disk)
            lastFor(fullMillis)
            // Half a row would be no JSON.
            val whileFull = total(out).values.sum
            Files.delete(filler)
            driver.eventually(limitSeconds)(total(out).values.sum > whileFull + 500)
            feeder.close()
            val expected = feeder.sent.groupBy(identity).map { case (word, all) => word -> all.size.toLong }
            driver.eventually(limitSeconds)(total(out).values.sum >= expected.values.sum)
            val result = driver.stop()
            assert(result.exit == 0, result)
            info(s"$engine, $place: ${expected.values.sum} words sent, ${total(out).values.sum} counted")
            info(s"drivers that ended by themselves: ${driver.ended.distinct.mkString("; ")}")
            assert(total(out) == expected)
            assert(driver.ended.forall(isOneLineOfTheDisk))
            if (place == "rows") assert(driver.ended.forall(_.contains(s"json:$out: cannot be written")))
          } finally {
            driver.close()
            feeder.close()
          }
        }
      }
    }
  }

  test("savepoint onto a full disk: one line, nothing is left, and it is made when there is space", LongRun) {
    TempFolder.use { folder =>
      SmallDisk.use(folder, 8) { disk =>
        val checkpoint = folder.resolve("checkpoint").toString
        val recording = TempFolder.write(
          folder.resolve("r"),
          (0 until 24000).map(n => s"${n}\tword-$n\n").mkString
        )
        val run = Seq("bin/twinstream", "run", "running-word-count", "--engine", "dstream") ++
          Seq("--source", s"recording:$recording", "--sink", s"json:${folder.resolve("out")}") ++
          Seq("--checkpoint", checkpoint)
        val ran = Bin.start(folder, run).await()
        assert(ran.exit == 0, ran)
        val to = disk.resolve("savepoint")
        val filler = SmallDisk.fill(disk)
        val command = Seq("bin/twinstream", "savepoint", checkpoint, "--out", to.toString)
        val full = Bin.start(folder, command).await()
        assert(full.exit == 3 && !Files.exists(to), full)
        val said = full.err.linesIterator.filter(_.startsWith("twinstream: ")).toList
        assert(said.size == 1 && isOneLineOfTheDisk(said.head), full)
        info(said.head)
        assert(disk.toFile.list.toSeq == Seq("filler"))
        Files.delete(filler)
        val made = Bin.start(folder, command).await()
        assert(made.exit == 0 && Files.exists(to.resolve("savepoint.json")), made)
      }
    }
  }
}
