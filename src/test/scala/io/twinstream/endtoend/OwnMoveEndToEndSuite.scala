package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.file.{Files, Path, StandardCopyOption}
import java.util.concurrent.{ConcurrentLinkedQueue, TimeUnit}
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.locks.LockSupport
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** The way that `own-move.md` shows, by the project in `src/examples/move-job`: two states, a window and a
  * directory of a killed classic program go on in a port, which is killed and started again.
  */
@EndToEnd
class OwnMoveEndToEndSuite extends AnyFunSuite {
  private val isSpark4 = sys.env.get("TWINSTREAM_SPARK").contains("4")
  private val partitions = 2
  private lazy val broker = Broker.shared

  private lazy val jar: Path = {
    val folder = TempFolder.untilExit()
    val built = PageViews.maven(folder, "move-job", "package")
    assert(built.exit == 0, built)
    folder.resolve("target/meters-moved.jar")
  }

  /** A reading as Kafka has it. */
  private case class Reading(line: String, millis: Long) {
    val Array(district, meter, value) = line.split(",")
  }

  private final class Run(folder: Path, postgres: Postgres) {
    private val topic = s"meters-${folder.getFileName}"
    private val directory = Files.createDirectory(folder.resolve("notes"))
    private val sent = new ConcurrentLinkedQueue[Reading]
    val checkpoint: Path = folder.resolve("old")
    broker.create(topic, partitions)
    postgres.execute(
      "CREATE TABLE meters (meter TEXT PRIMARY KEY, readings BIGINT, total BIGINT);" +
        "CREATE TABLE districts (district TEXT PRIMARY KEY, readings BIGINT);" +
        "CREATE TABLE windows (window_end TIMESTAMPTZ, district TEXT, readings BIGINT, program TEXT, " +
        "PRIMARY KEY (window_end, district)); CREATE TABLE notes (note TEXT PRIMARY KEY, program TEXT)"
    )

    def feeding(body: => Unit): Unit = {
      val isOver = new AtomicBoolean
      val to = broker.producer("linger.ms" -> "2")
      val feeder = new Thread(() => {
        var k = 0
        while (!isOver.get) {
          val line = s"d${k % 3},m${k % 40},${k % 97}"
          to.send(
            broker.record(topic, k % partitions, line),
            (about, failure) => if (failure == null) { sent.add(Reading(line, about.timestamp)); () }
          )
          k += 1
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(4))
        }
      })
      feeder.start()
      try body
      finally {
        isOver.set(true)
        feeder.join()
        to.close()
      }
    }

    /** Moved in whole, as both engines want it. */
    def note(text: String): Unit = {
      val whole = TempFolder.write(folder.resolve(text), text + "\n")
      Files.move(whole, directory.resolve(text), StandardCopyOption.ATOMIC_MOVE)
      ()
    }

    def start(program: String, checkpoint: Path, more: String*): Bin.Running = {
      val args = Seq(broker.address, topic, postgres.url, directory.toString, checkpoint.toString)
      Foreign.submit(folder, jar, s"com.example.meters.$program", args ++ more: _*)
    }

    def notes: Set[Seq[String]] = postgres.query("SELECT note, program FROM notes").toSet

    def count(table: String): Long = postgres.query(s"SELECT count(*) FROM $table").head.head.toLong

    def readings: Long =
      postgres.query("SELECT coalesce(sum(readings), 0) FROM meters").head.head.toLong

    def newWindows: Long =
      postgres.query("SELECT count(DISTINCT window_end) FROM windows WHERE program = 'new'").head.head.toLong

    /** Both totals are those of all that was sent. */
    def isDone: Boolean = {
      val all = sent.asScala.toSeq
      val meters = all.groupBy(_.meter).map { case (meter, some) =>
        Seq(meter, some.size.toString, some.map(_.value.toLong).sum.toString)
      }
      val districts = all.groupBy(_.district).map { case (district, some) =>
        Seq(district, some.size.toString)
      }
      postgres.query("SELECT meter, readings, total FROM meters").toSet == meters.toSet &&
      postgres.query("SELECT district, readings FROM districts").toSet == districts.toSet &&
      windowsOfPort.forall { case (end, rows) => rows == expected(end) }
    }

    /** Counts of the port by the end of the window, epoch milliseconds. */
    private def windowsOfPort: Map[Long, Map[String, Long]] =
      postgres
        .query(
          "SELECT (extract(epoch FROM window_end) * 1000)::BIGINT, district, readings " +
            "FROM windows WHERE program = 'new'"
        )
        .groupBy(_.head.toLong)
        .map { case (end, rows) => end -> rows.map(row => row(1) -> row(2).toLong).toMap }

    private def expected(end: Long): Map[String, Long] =
      sent.asScala.toSeq
        .filter(reading => reading.millis >= end - 10000 && reading.millis < end)
        .groupBy(_.district)
        .map { case (district, some) => district -> some.size.toLong }

    /** No window between the first and the last is missing. */
    def windowsWithoutGap: Boolean = {
      val ends = postgres
        .query("SELECT DISTINCT (extract(epoch FROM window_end) * 1000)::BIGINT FROM windows ORDER BY 1")
        .map(_.head.toLong)
      ends.sliding(2).forall { case Seq(one, next) => next - one == 5000 }
    }

    def told: String =
      s"${sent.size} readings, ${count("windows")} rows of windows, $newWindows windows of the port"
  }

  private def hasState(checkpoint: Path): Boolean = Files.exists(checkpoint) && {
    val walk = Files.walk(checkpoint)
    try
      walk.iterator.asScala
        .filter(file => file.getFileName.toString.startsWith("rdd-"))
        .count(rdd => Option(rdd.toFile.list).exists(_.exists(_.startsWith("part-")))) >= 4
    catch { case _: java.io.UncheckedIOException => false }
    finally walk.close()
  }

  private def moves(port: String): Unit = {
    assume(!isSpark4, "the programs are of Spark 3.5")
    TempFolder.use(folder =>
      Postgres.use(folder) { postgres =>
        val run = new Run(folder, postgres)
        run.feeding {
          val old = run.start("OldMeters", run.checkpoint)
          try {
            Bin.eventually(old)(run.readings > 0)
            run.note("first")
            Bin.eventually(old, 120)(run.notes == Set(Seq("first", "old")))
            val before = run.readings
            Bin.eventually(old, 120)(
              run.readings > before + 2000 && run.count("windows") > 6 && hasState(run.checkpoint)
            )
          } finally {
            old.killNow()
            old.await()
          }
          val savepoint = folder.resolve("savepoint").toString
          val made =
            Bin.run(folder, "bin/twinstream", "savepoint", run.checkpoint.toString, "--out", savepoint)
          assert(made.exit == 0, made)
          run.note("second")
          val checkpoint = folder.resolve("new")
          val first = run.start(port, checkpoint, savepoint)
          try {
            val before = run.readings
            Bin.eventually(first, 180)(run.readings > before + 500 && run.newWindows > 2)
          } finally {
            first.killNow()
            first.await()
          }
          run.note("third")
          val again = run.start(port, checkpoint, savepoint)
          try {
            Bin.eventually(again, 180)(run.notes.size == 3)
            assert(run.notes == Set(Seq("first", "old"), Seq("second", "new"), Seq("third", "new")))
          } finally {
            again.killNow()
            again.await()
          }
        }
        val last = run.start(port, folder.resolve("new"), folder.resolve("savepoint").toString)
        try Bin.eventually(last, 240)(run.isDone)
        finally {
          last.killNow()
          last.await()
        }
        assert(run.windowsWithoutGap)
        info(run.told)
      }
    )
  }

  test("an application of two states, a window and a directory is moved; its port is killed twice: Java") {
    moves("NewMeters")
  }

  test("an application of two states, a window and a directory is moved: Scala", LongRun) {
    moves("NewMetersInScala")
  }
}
