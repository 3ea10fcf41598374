package io.twinstream.endtoend

import io.twinstream.endtoend.Faults.Feeder
import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.file.{Files, Path, Paths}
import org.scalatest.funsuite.AnyFunSuite

/** The machine's clock is set while a classic driver runs, by libfaketime (Debian's package faketime). */
@EndToEnd
class ClockEndToEndSuite extends AnyFunSuite {
  private val words = 7
  private val limitSeconds = 900L
  private val hourMillis = 3600000L

  private val library = Seq("x86_64-linux-gnu", "aarch64-linux-gnu")
    .map(machine => Paths.get("/usr/lib", machine, "faketime/libfaketimeMT.so.1"))
    .find(Files.exists(_))

  /** A driver whose clock is as far from the machine's as the file says. */
  private def start(folder: Path, clock: Path, command: Seq[String]): Bin.Running = Bin.start(
    folder,
    command,
    Map(
      "LD_PRELOAD" -> library.get.toString,
      "FAKETIME_TIMESTAMP_FILE" -> clock.toString,
      // Seconds; a JVM asks for the time too often to read a file each time.
      "FAKETIME_CACHE_DURATION" -> "1",
      // As where a clock is set: what counts from the start of the machine goes on.
      "DONT_FAKE_MONOTONIC" -> "1"
    )
  )

  private def set(clock: Path, to: String): Unit = {
    // Read while it is written it would be no time.
    val next = TempFolder.write(clock.resolveSibling("clock.next"), to + "\n")
    Files.move(next, clock, java.nio.file.StandardCopyOption.ATOMIC_MOVE)
    ()
  }

  private final class Run(folder: Path, topic: String) extends AutoCloseable {
    private val broker = Broker.shared
    val clock: Path = TempFolder.write(folder.resolve("clock"), "+0\n")
    val out: Path = folder.resolve("out")
    broker.create(topic, 2)
    private var count = 0

    val feeder = new Feeder(
      broker.producer(),
      topic,
      () => {
        count += 1
        s"w${count % words}"
      }
    )

    private val command =
      Seq("bin/twinstream", "run", "word-count", "--engine", "dstream", "--master", "local[2]") ++
        Seq("--source", s"kafka:${broker.address}/$topic", "--sink", s"json:$out") ++
        Seq(
          "--batch-interval",
          "60s",
          "--conf",
          "spark.streaming.backpressure.enabled=false",
          "--checkpoint",
          folder.resolve("checkpoint").toString
        )

    var driver: Bin.Running = Faults.started(() => driverNow())

    def driverNow(): Bin.Running = start(folder, clock, command)

    def startDriver(): Unit = driver = Faults.started(() => driverNow())

    def counted: Long = Rows.totals(Rows.in(out)).values.sum

    def batches: Seq[Long] = Rows.in(out).map(_.get("batch").asLong).distinct.sorted

    def isEverythingCounted: Boolean = {
      val expected = feeder.sent.groupBy(identity).map { case (word, all) => word -> all.size.toLong }
      Rows.totals(Rows.in(out)) == expected
    }

    override def close(): Unit = {
      driver.kill()
      feeder.close()
    }
  }

  private def use(topic: String)(body: Run => Unit): Unit = {
    assume(library.nonEmpty, "libfaketime is not installed (Debian: faketime)")
    TempFolder.use { folder =>
      val run = new Run(folder, topic)
      try {
        Bin.eventually(run.driver, limitSeconds)(run.counted > 0)
        body(run)
      } finally run.close()
    }
  }

  test(
    "an hour forward: the batches of that hour are made up for, and each record is counted once",
    LongRun
  ) {
    use("clock-forward") { run =>
      val before = run.batches.last
      set(run.clock, "+1h")
      Bin.eventually(run.driver, limitSeconds)(run.batches.last >= before + hourMillis)
      run.feeder.close()
      Bin.eventually(run.driver, limitSeconds)(run.isEverythingCounted)
      run.driver.signal("TERM")
      val result = run.driver.await()
      assert(result.exit == 0 && result.err.contains("nothing is pending"), result)
      info(s"batches with rows: ${run.batches.map(_ - before).mkString(", ")} ms after the last before it")
    }
  }

  test("an hour back: no batch until the clock is there again; a start meanwhile is refused", LongRun) {
    use("clock-back") { run =>
      val before = run.batches.last
      val counted = run.counted
      set(run.clock, "-1h")
      run.driver.signal("KILL")
      run.driver.await()
      val refused = run.driverNow().await()
      assert(refused.exit == 3, refused)
      val said = refused.err.linesIterator.filter(_.startsWith("twinstream: ")).toList
      assert(said.size == 1 && said.head.contains("the clock"), refused)
      info(said.head)
      assert(run.batches.last == before && run.counted == counted)
      set(run.clock, "+0")
      run.startDriver()
      run.feeder.close()
      Bin.eventually(run.driver, limitSeconds)(run.isEverythingCounted)
      run.driver.signal("TERM")
      val result = run.driver.await()
      assert(result.exit == 0, result)
    }
  }
}
