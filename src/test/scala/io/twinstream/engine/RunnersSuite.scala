package io.twinstream.engine

import io.twinstream.ends.OpenSinks
import io.twinstream.jobs.wordcount.WordCountJob
import io.twinstream.api.Engine
import io.twinstream.recovery.Epoch
import com.fasterxml.jackson.databind.ObjectMapper
import io.twinstream.{TempFolder, TwinSession}
import io.twinstream.error.UserError
import io.twinstream.jobs.wordcount.{CountedWord, DStreamWordCount, StructuredWordCount}
import io.twinstream.api.{BatchRows, RowFormat, Sink}
import io.twinstream.internals.VirtualClock
import io.twinstream.api.Source
import io.twinstream.ends.recording.{Recording, RecordingSource}
import java.nio.file.{Files, Path}
import java.util.Optional
import java.util.concurrent.{ConcurrentLinkedQueue, CountDownLatch, TimeUnit}
import org.apache.hadoop.conf.Configuration
import org.apache.spark.api.java.JavaRDD
import org.apache.spark.sql.{Dataset, Row, SparkSession}
import org.apache.spark.streaming.api.java.{JavaDStream, JavaStreamingContext}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Checkpoints, sinks and failures of both runners, in virtual time. */
class RunnersSuite extends AnyFunSuite {
  private val json = new ObjectMapper
  private val format = new RowFormat(WordCountJob.JOB.keyColumns, WordCountJob.JOB.valueColumns)

  private def run(
      engine: Engine,
      file: Path,
      sink: Sink[CountedWord],
      checkpoint: Optional[String],
      stop: StopRequest = new StopRequest,
      listener: RunListener = RunListener.NONE
  ): RunReport = {
    val source = new RecordingSource(Recording.open(file, TwinSession.interval))
    val settings = new RunSettings(source, sink, checkpoint, TwinSession.interval, Until.END)
    engine match {
      case Engine.DSTREAM =>
        DStreamRunner.run(new DStreamWordCount, settings, TwinSession.session, listener, stop)
      case _ => StructuredRunner.run(new StructuredWordCount, settings, TwinSession.session, listener, stop)
    }
  }

  private def rows(folder: Path): Seq[(Long, String, Long)] = {
    val files = Files.list(folder)
    try
      files.iterator.asScala.toList
        .filter(_.getFileName.toString.endsWith(".json"))
        .flatMap(Files.readAllLines(_).asScala)
        .map(json.readTree)
        .map(row => (row.get("batch").asLong, row.get("word").asText, row.get("count").asLong))
        .sorted
    finally files.close()
  }

  private def recording(folder: Path, batches: Int): Path =
    TempFolder.write(folder.resolve("r"), (0 until batches).map(k => s"${1000 * k}\tw$k w\n").mkString)

  private def expected(batches: Int): Seq[(Long, String, Long)] =
    (0 until batches).flatMap(k => Seq((1000L * (k + 1), "w", 1L), (1000L * (k + 1), s"w$k", 1L))).sorted

  for (engine <- Engine.values) {
    test(s"$engine: a stopped run goes on where it stopped, and each batch is there once") {
      TempFolder.use { folder =>
        val out = Files.createDirectory(folder.resolve("out"))
        val checkpoint = Optional.of(folder.resolve("checkpoint").toString)
        val sink = OpenSinks.parse[CountedWord](s"json:$out", format, "run1")
        val stop = new StopRequest
        val stopAtThird = new RunListener {
          override def batchCompleted(batch: RunListener.Batch): Unit =
            if (batch.batch >= 3000) stop.request()
        }
        val file = recording(folder, 8)
        run(engine, file, sink, checkpoint, stop, stopAtThird)
        val before = rows(out)
        assert(before.size < expected(8).size && before == expected(8).take(before.size))
        run(engine, file, sink, checkpoint)
        assert(rows(out) == expected(8))
      }
    }

    test(s"$engine: the report counts batches and records") {
      TempFolder.use { folder =>
        val out = Files.createDirectory(folder.resolve("out"))
        val report =
          run(engine, recording(folder, 4), OpenSinks.parse(s"json:$out", format, "run1"), Optional.empty())
        assert((report.batches, report.records) == ((4L, 4L)))
      }
    }

    test(s"$engine: a recording that names its end has the batches of silence, empty and behind it") {
      TempFolder.use { folder =>
        val out = Files.createDirectory(folder.resolve("out"))
        val file = TempFolder.write(folder.resolve("r"), "0\tw0 w\n5500 end\n")
        val batches = new ConcurrentLinkedQueue[Long]
        val listener = new RunListener {
          override def batchCompleted(batch: RunListener.Batch): Unit = {
            batches.add(batch.batch)
            ()
          }
        }
        val sink = OpenSinks.parse[CountedWord](s"json:$out", format, "run1")
        val report = run(engine, file, sink, Optional.empty(), listener = listener)
        assert((report.batches, report.records) == ((6L, 1L)))
        assert(batches.asScala.toSeq == (1000L to 6000L by 1000L) && rows(out) == expected(1))
      }
    }

    test(s"$engine: two runs into one folder do not touch each other's rows") {
      TempFolder.use { folder =>
        val out = Files.createDirectory(folder.resolve("out"))
        val file = recording(folder, 2)
        run(engine, file, OpenSinks.parse(s"json:$out", format, "run1"), Optional.empty())
        run(engine, file, OpenSinks.parse(s"json:$out", format, "run2"), Optional.empty())
        assert(rows(out) == (expected(2) ++ expected(2)).sorted)
      }
    }

    test(s"$engine: a batch written again replaces its rows") {
      TempFolder.use { folder =>
        val out = Files.createDirectory(folder.resolve("out"))
        val file = recording(folder, 2)
        for (_ <- 1 to 2) run(engine, file, OpenSinks.parse(s"json:$out", format, "run1"), Optional.empty())
        assert(rows(out) == expected(2))
        assert(!Files.exists(out.resolve(".staging")))
      }
    }

    test(s"$engine: a sink that fails ends the run with the cause") {
      TempFolder.use { folder =>
        val failing = new Sink[CountedWord] {
          override def write(rows: BatchRows[CountedWord], batch: Long): Unit =
            if (batch == 2000) throw new IllegalStateException("the disk is full")
        }
        val error = intercept[UserError](run(engine, recording(folder, 3), failing, Optional.empty()))
        assert(error.getMessage == "a batch failed: java.lang.IllegalStateException: the disk is full")
      }
    }
  }

  test("dstream: a recovered run whose recording is over ends when the batches run again are written") {
    TempFolder.use { folder =>
      val checkpoint = Optional.of(folder.resolve("checkpoint").toString)
      val file = recording(folder, 3)
      run(Engine.DSTREAM, file, OpenSinks.parse("console", format, "run1"), checkpoint)
      val isStopping = new CountDownLatch(1)
      val written = new ConcurrentLinkedQueue[Long]
      val slow = new Sink[CountedWord] {
        override def write(rows: BatchRows[CountedWord], batch: Long): Unit = {
          assert(!isStopping.await(500, TimeUnit.MILLISECONDS), s"stops while batch $batch is written")
          rows.collect()
          written.add(batch)
          ()
        }
      }
      val listener = new RunListener {
        override def stopping(reason: String): Unit = isStopping.countDown()
      }
      run(Engine.DSTREAM, file, slow, checkpoint, new StopRequest, listener)
      assert(written.contains(3000L), written)
    }
  }

  /** A stream of as many batches as the clock is moved on, with one line each. */
  private final class Ticks extends Source {
    @volatile var clock: VirtualClock = _

    override def spec: String = "ticks"
    override def hasEnded: Boolean = false
    override def structured(session: SparkSession): Dataset[Row] = throw new UnsupportedOperationException
    override def dstream(context: JavaStreamingContext): JavaDStream[String] = {
      clock = VirtualClock.of(context)
      val lines = new java.util.LinkedList[JavaRDD[String]]
      (1 to 50).foreach(n => lines.add(context.sparkContext.parallelize(java.util.Arrays.asList(s"w$n"))))
      context.queueStream(lines, true)
    }
  }

  test("dstream: a batch fails in a graceful stop: none of those that are queued behind it is written") {
    val ticks = new Ticks
    val (asked, written) = (new ConcurrentLinkedQueue[Long], new ConcurrentLinkedQueue[Long])
    val isStopping = new CountDownLatch(1)
    @volatile var isOver = false
    val failsFirst = new Sink[CountedWord] {
      override def write(rows: BatchRows[CountedWord], batch: Long): Unit = {
        asked.add(batch)
        if (asked.size == 1) {
          isStopping.await(60, TimeUnit.SECONDS) // meanwhile others are queued
          throw new IllegalStateException("the disk is full")
        }
        rows.collect()
        written.add(batch)
        ()
      }
    }
    val stop = new StopRequest
    val listener = new RunListener {
      override def started(): Unit = {
        (1 to 5).foreach(_ => ticks.clock.advance(TwinSession.interval))
        val ticking = new Thread(() =>
          while (!isOver) { // a graceful stop waits for the clock
            ticks.clock.advance(TwinSession.interval)
            java.util.concurrent.locks.LockSupport.parkNanos(50000000L)
          }
        )
        ticking.start()
        stop.request()
      }
      override def stopping(reason: String): Unit = isStopping.countDown()
    }
    val settings =
      new RunSettings[CountedWord](ticks, failsFirst, Optional.empty(), TwinSession.interval, Until.NEVER)
    try {
      val error = intercept[UserError](
        DStreamRunner.run(new DStreamWordCount, settings, TwinSession.session, listener, stop)
      )
      assert(error.getMessage == "a batch failed: java.lang.IllegalStateException: the disk is full")
    } finally isOver = true
    assert(written.isEmpty && asked.size == 1, s"asked for $asked, written $written")
  }

  test("dstream: nothing is written before a driver could be recovered") {
    TempFolder.use { folder =>
      val checkpoint = folder.resolve("checkpoint")
      @volatile var found = Seq.empty[String]
      val looks = new Sink[CountedWord] {
        override def write(rows: BatchRows[CountedWord], batch: Long): Unit = if (found.isEmpty) {
          found = "written" +: checkpoint.toFile.list.toSeq.filter(_.startsWith("checkpoint-"))
        }
      }
      run(Engine.DSTREAM, recording(folder, 3), looks, Optional.of(checkpoint.toString))
      assert(found.size > 1, found)
    }
  }

  for (engine <- Engine.values) {
    test(s"$engine: a driver that another one takes over from ends with one clear line, and writes nothing") {
      TempFolder.use { folder =>
        val checkpoint = Files.createDirectory(folder.resolve("checkpoint")).toString
        val written = new ConcurrentLinkedQueue[Long]
        val takenOver = new Sink[CountedWord] {
          override def write(rows: BatchRows[CountedWord], batch: Long): Unit = {
            rows.collect()
            written.add(batch)
            if (batch == 2000) Epoch.begin(checkpoint, new Configuration) // of the other driver
            ()
          }
        }
        val source = new RecordingSource(Recording.open(recording(folder, 5), TwinSession.interval))
        val settings = new RunSettings[CountedWord](
          source,
          takenOver,
          takenOver,
          Optional.of(checkpoint),
          Epoch.begin(checkpoint, new Configuration),
          TwinSession.interval,
          Until.END
        )
        val error = intercept[UserError](engine match {
          case Engine.DSTREAM =>
            DStreamRunner
              .run(new DStreamWordCount, settings, TwinSession.session, RunListener.NONE, new StopRequest)
          case _ =>
            StructuredRunner
              .run(new StructuredWordCount, settings, TwinSession.session, RunListener.NONE, new StopRequest)
        })
        assert(
          error.getMessage.startsWith(
            s"checkpoint $checkpoint: another driver has taken it over (epoch 2, process"
          ),
          error.getMessage
        )
        assert(written.asScala.toSeq == Seq(1000L, 2000L))
      }
    }
  }
}
