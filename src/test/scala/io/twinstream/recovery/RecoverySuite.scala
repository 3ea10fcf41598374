package io.twinstream.recovery

import io.twinstream.ends.OpenSinks
import io.twinstream.jobs.runningwordcount.RunningWordCountJob
import io.twinstream.jobs.wordcount.WordCountJob
import io.twinstream.api.Engine
import io.twinstream.api.Job
import io.twinstream.api.WindowAlignment
import io.twinstream.cli.Commands
import io.twinstream.cli.RunOf
import io.twinstream.engine.DStreamRunner
import io.twinstream.engine.RunListener
import io.twinstream.engine.RunSettings
import io.twinstream.engine.StopRequest
import io.twinstream.engine.StructuredRunner
import io.twinstream.engine.Until
import io.twinstream.{TempFolder, TwinSession}
import io.twinstream.error.UserError
import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.savepoint.{Cut, Savepoint, Savepoints}
import io.twinstream.api.RowFormat
import io.twinstream.ends.recording.{Recording, RecordingSource}
import java.io.{PrintWriter, StringWriter}
import java.net.URI
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path, StandardCopyOption}
import java.security.MessageDigest
import java.time.{Clock, Instant, ZoneOffset}
import java.util.Optional
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.RawLocalFileSystem
import org.apache.spark.SparkConf
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** What is said of a checkpoint directory before anything starts, and that a refused one is left as it was.
  */
class RecoverySuite extends AnyFunSuite with BeforeAndAfterAll {
  private val job = RunningWordCountJob.JOB
  private val hadoop = new Configuration

  private lazy val shared: Path = Files.createTempDirectory("twinstream-test")
  private lazy val recording: Path =
    TempFolder.write(shared.resolve("r"), (0 until 12).map(k => s"${1000 * k}\tw\n").mkString)
  private lazy val out: Path = shared.resolve("out")

  /** A checkpoint directory of each engine, after the job's end; cases take copies. */
  private lazy val finished: Map[Engine, Path] =
    Engine.values.map(engine => engine -> run(engine, shared.resolve(engine.label))).toMap

  override def afterAll(): Unit = TempFolder.delete(shared)

  /** Runs the job to its end, as the command does. */
  private def run(engine: Engine, checkpoint: Path): Path = {
    CheckpointMarker
      .of(checkpoint.toString, job.name, engine, fixed(engine), hadoop)
      .claim(checkpoint.toString, hadoop)
    val settings = new RunSettings[CountedWord](
      new RecordingSource(Recording.open(recording, TwinSession.interval)),
      OpenSinks.parse(s"json:$out", new RowFormat(job.keyColumns, job.valueColumns), "run1"),
      Optional.of(checkpoint.toString),
      TwinSession.interval,
      Until.END
    )
    val session = TwinSession.session
    val (listener, stop, options) = (RunListener.NONE, new StopRequest, job.newOptions)
    if (engine == Engine.DSTREAM)
      DStreamRunner.run(job.dstream(options), settings, session, listener, stop)
    else StructuredRunner.run(job.structured(options), settings, session, listener, stop)
    checkpoint
  }

  private def fixed(engine: Engine): java.util.Map[String, String] =
    (Map("--grain" -> "CHANGED", "--initial" -> "(not given)") ++
      (if (engine == Engine.DSTREAM)
         Map("--source" -> s"recording:$recording", "--sink" -> s"json:$out") ++
           Map("--dead-letter" -> "(not given)", "--group" -> "(not given)", "--kafka-properties" -> "{}")
       else Map.empty)).asJava

  /** A directory, and what is said of a restart there. */
  private final class Case(val folder: Path, engine: Engine) {
    val checkpoint: Path = folder.resolve("checkpoint")

    /** Makes it the directory of a job that has run. */
    def ran(): Case = {
      val from = finished(engine)
      for (file <- files(from)) {
        val copy = checkpoint.resolve(from.relativize(file))
        Files.createDirectories(copy.getParent)
        Files.copy(file, copy)
      }
      this
    }

    def recovery(settings: (String, String)*): Optional[String] =
      if (engine == Engine.DSTREAM)
        ClassicRecovery.check(checkpoint.toString, TwinSession.interval, new SparkConf, hadoop)
      else QueryRecovery.check(checkpoint.toString, new SparkConf().setAll(settings), hadoop)

    /** The exit code and the one line of a restart that is refused, which changes nothing. */
    def refused(more: String*): (Int, String) = refusedAs(job, engine, more: _*)

    def refusedAs(other: Job[_], otherEngine: Engine, more: String*): (Int, String) = {
      val before = contents
      val err = new StringWriter
      val usual = Seq(
        "--engine" -> otherEngine.label,
        "--checkpoint" -> checkpoint.toString,
        "--source" -> s"recording:$recording",
        "--sink" -> s"json:$out"
      ).filterNot(option => more.contains(option._1))
      val args = usual.flatMap(option => Seq(option._1, option._2)) ++ more
      val exit = Commands.execute(
        RunOf(other, new PrintWriter(err)),
        args: _*
      )
      assert(contents == before)
      assert(err.toString.linesIterator.size == 1 && err.toString.startsWith("twinstream: checkpoint"), err)
      (exit, err.toString)
    }

    private def contents: Map[String, Seq[Byte]] =
      if (!Files.isDirectory(checkpoint)) Map.empty
      else
        files(checkpoint).map { file =>
          (file.toString, MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)).toSeq)
        }.toMap

    /** Cuts a file off, with its checksum, as a copy that was broken off has none. */
    def cut(name: String, bytes: Int = 40): Unit = {
      val file = checkpoint.resolve(name)
      Files.write(file, Files.readAllBytes(file).take(bytes))
      Files.deleteIfExists(file.resolveSibling(s".${file.getFileName}.crc"))
      ()
    }

    /** The checkpoint files of the classic engine, newest first. */
    def classicFiles: Seq[String] =
      files(checkpoint)
        .filter(_.getParent == checkpoint)
        .map(_.getFileName.toString)
        .filter(_.startsWith("checkpoint-"))
        .sortBy(name => (name.drop(11).takeWhile(_.isDigit).toLong, !name.endsWith(".bk")))
        .reverse

    def delete(name: String): Unit = {
      files(checkpoint.resolve(name)).foreach(Files.delete)
      files(checkpoint).filter(_.getFileName.toString.startsWith(s".$name")).foreach(Files.delete)
    }
  }

  private def files(folder: Path): Seq[Path] = {
    val all = Files.walk(folder)
    try all.iterator.asScala.filter(Files.isRegularFile(_)).toList
    finally all.close()
  }

  private def withCase(engine: Engine)(body: Case => Unit): Unit =
    TempFolder.use(folder => body(new Case(folder, engine)))

  private def assertSays(refused: (Int, String), exit: Int, parts: String*): Unit = {
    assert(refused._1 == exit, refused)
    parts.foreach(part => assert(refused._2.contains(part)))
  }

  for (engine <- Engine.values) {
    test(s"$engine: no directory, and an empty one, are a first start") {
      withCase(engine) { it =>
        assert(!it.recovery().isPresent)
        Files.createDirectory(it.checkpoint)
        assert(!it.recovery().isPresent)
      }
    }

    test(s"$engine: a directory that was run is continued, and it is said from where") {
      withCase(engine) { it =>
        val said = it.ran().recovery().get
        assert(said.contains("0 pending"), said)
        assert(
          said.contains(if (engine == Engine.DSTREAM) ", batch 12000 (1970" else ", micro-batch 11,"),
          said
        )
      }
    }

    test(s"$engine: a file instead of a directory") {
      withCase(engine) { it =>
        TempFolder.write(it.checkpoint, "x")
        assertSays(it.refused(), 2, "is a file: name a directory")
      }
    }

    test(s"$engine: a directory of something else") {
      withCase(engine) { it =>
        Files.createDirectory(it.checkpoint)
        TempFolder.write(it.checkpoint.resolve("notes.txt"), "x")
        assertSays(
          it.refused(),
          2,
          "is no checkpoint of twinstream (it has notes.txt and no twinstream.json)"
        )
      }
    }

    test(s"$engine: a directory that cannot be made") {
      TempFolder.use { folder =>
        val below = TempFolder.write(folder.resolve("file"), "x").resolve("checkpoint").toString
        val error = intercept[UserError](
          CheckpointMarker
            .of(below, "a", engine, Map.empty[String, String].asJava, hadoop)
            .claim(below, hadoop)
        )
        assert(error.exitCode.code == 3 && error.getMessage.contains("cannot be read or written"), error)
      }
    }

    test(s"$engine: another job's, another engine's, and the same job with other options") {
      withCase(engine) { it =>
        it.ran()
        val other = Engine.values.find(_ != engine).get
        assertSays(
          it.refusedAs(WordCountJob.JOB, engine),
          2,
          s"belongs to running-word-count on $engine, not"
        )
        assertSays(it.refusedAs(job, other), 2, s"belongs to running-word-count on $engine, not")
        assertSays(it.refused("--grain", "all"), 2, "was begun with --grain CHANGED, not ALL")
      }
    }

    test(s"$engine: a damaged marker") {
      withCase(engine) { it =>
        it.ran().cut("twinstream.json", 10)
        assertSays(it.refused(), 3, "twinstream.json is damaged", s""""engine":"$engine"""")
      }
    }
  }

  test("dstream: a clock that is behind the newest batch is refused: batch times would come again") {
    TempFolder.use { folder =>
      val checkpoint = new Case(folder, Engine.DSTREAM).ran().checkpoint.toString
      def at(millis: Long) = ClassicRecovery.check(
        checkpoint,
        TwinSession.interval,
        new SparkConf,
        hadoop,
        Clock.fixed(Instant.ofEpochMilli(millis), ZoneOffset.UTC)
      )
      val newest = "batch (\\d+) ".r.findFirstMatchIn(at(3600000).get).get.group(1).toLong
      assert(at(newest).isPresent)
      val error = intercept[UserError](at(newest - 1000))
      assert(error.getMessage.contains(s"its newest batch is of ${Instant.ofEpochMilli(newest)}"), error)
      assert(error.getMessage.endsWith("set the clock right, or start again in 1.00 s"), error)
    }
  }

  test("dstream: another batch interval, another source, another sink") {
    withCase(Engine.DSTREAM) { it =>
      it.ran()
      assertSays(
        it.refused("--source", "socket:localhost:1"),
        2,
        "was begun with --source recording:"
      )
      assertSays(it.refused("--sink", "console"), 2, "was begun with --sink json:")
      assertSays(it.refused("--batch-interval", "2s"), 2, "begun with batch interval 1000ms, not 2000ms")
    }
  }

  /** A savepoint without state that is told apart by when it was made. */
  private def savepoint(folder: Path, madeAt: Long): String = {
    val cut = new Cut(1000, 1000, 0, asList(), asList())
    val made =
      new Savepoint(2, job.name, "dstream", null, "old", madeAt, 1000, 0, 1000, cut, asList(), asList())
    Files.createDirectories(folder)
    Savepoints.write(made, folder.toString, hadoop)
    folder.toString
  }

  private def asList[A](): java.util.List[A] = java.util.Collections.emptyList[A]

  /** Says in the marker that the run began with that savepoint. */
  private def beginWith(it: Case, engine: Engine, folder: String): Unit = {
    val id = SavepointId.of(folder, Savepoints.read(folder, hadoop), hadoop)
    val options = fixed(engine)
    val kept = it.checkpoint.resolve("kept")
    CheckpointMarker
      .of(kept.toString, job.name, engine, options, hadoop)
      .`with`(Optional.of(new WindowAlignment(0, 1000)), Optional.of(id))
      .claim(kept.toString, hadoop)
    Files.move(
      kept.resolve("twinstream.json"),
      it.checkpoint.resolve("twinstream.json"),
      StandardCopyOption.REPLACE_EXISTING
    )
    Files.deleteIfExists(it.checkpoint.resolve(".twinstream.json.crc"))
    TempFolder.delete(kept)
  }

  /** Takes away what is written after the first micro-batch is planned, or before the first checkpoint file.
    */
  private def nothingCommitted(it: Case, engine: Engine): Unit =
    if (engine == Engine.STRUCTURED) {
      Seq("commits", "state").foreach(it.delete)
      (1 to 11).foreach(batch => it.delete(s"offsets/$batch"))
    } else {
      val all = Files.list(it.checkpoint)
      try all.iterator.asScala.toList.filterNot(_.endsWith("twinstream.json")).foreach(TempFolder.delete)
      finally all.close()
    }

  for (engine <- Engine.values) {
    test(s"$engine: killed before it committed anything, a start without its savepoint, or with another") {
      withCase(engine) { it =>
        it.ran()
        val (its, other) =
          (savepoint(shared.resolve(s"its-$engine"), 1), savepoint(shared.resolve(s"other-$engine"), 2))
        beginWith(it, engine, its)
        nothingCommitted(it, engine)
        val begun =
          s"was begun with savepoint $its (made at 1970-01-01T00:00:00.001Z, cut at batch 1000) and has"
        assertSays(
          it.refused(),
          2,
          begun,
          "this start is without a savepoint",
          s"start from savepoint $its again"
        )
        assertSays(it.refused("--from-savepoint", other), 2, begun, s"this start is with savepoint $other")
        val moved = Files.move(Path.of(its), shared.resolve(s"moved-$engine")).toString
        val id = SavepointId.of(moved, Savepoints.read(moved, hadoop), hadoop)
        CheckpointMarker
          .of(it.checkpoint.toString, job.name, engine, fixed(engine), hadoop)
          .checkFirstStart(it.checkpoint.toString, Optional.of(id), true)
      }
    }
  }

  test("a driver that is killed while it replaces its marker finds the next one, and half of one is none") {
    withCase(Engine.STRUCTURED) { it =>
      it.ran()
      val marker = it.checkpoint.resolve("twinstream.json")
      val next = it.checkpoint.resolve("twinstream.json.new")
      val text = new String(Files.readAllBytes(marker), UTF_8)
      val run = CheckpointMarker.of(
        it.checkpoint.toString,
        job.name,
        Engine.STRUCTURED,
        fixed(Engine.STRUCTURED),
        hadoop
      )
      Files.move(marker, next)
      Files.deleteIfExists(it.checkpoint.resolve(".twinstream.json.crc"))
      val found = CheckpointMarker.of(
        it.checkpoint.toString,
        job.name,
        Engine.STRUCTURED,
        fixed(Engine.STRUCTURED),
        hadoop
      )
      assert(found.runId == run.runId)
      TempFolder.write(next, text.take(text.length / 2))
      assertSays(it.refused(), 2, "is no checkpoint of twinstream")
    }
  }

  test("structured: begun without a savepoint, a start with one") {
    withCase(Engine.STRUCTURED) { it =>
      it.ran()
      nothingCommitted(it, Engine.STRUCTURED)
      val late = savepoint(shared.resolve("late"), 3)
      assertSays(it.refused("--from-savepoint", late), 2, "was begun without a savepoint", late)
      Seq("offsets", "state").foreach(name => TempFolder.delete(it.checkpoint.resolve(name)))
      assertSays(it.refused("--from-savepoint", late), 2, "was begun without a savepoint", late)
    }
  }

  test("dstream: another password is no other sink, and no password is kept or shown") {
    TempFolder.use { folder =>
      val checkpoint = folder.resolve("checkpoint")
      def command(password: String, table: String): String = {
        val err = new StringWriter
        val url = s"jdbc:postgresql://localhost:1/x?user=u&password=$password#$table"
        val args = Seq("--engine", "dstream", "--checkpoint", checkpoint.toString, "--sink", url)
        Commands.execute(RunOf(job, new PrintWriter(err)), args: _*)
        err.toString
      }
      val masked = "jdbc:postgresql://localhost:1/x?user=u&password=***#"
      Files.createDirectory(checkpoint)
      val options = Map("--sink" -> "jdbc:postgresql://localhost:1/x?user=u&password=old#t").asJava
      CheckpointMarker
        .of(checkpoint.toString, job.name, Engine.DSTREAM, options, hadoop)
        .claim(checkpoint.toString, hadoop)
      val marker = checkpoint.resolve("twinstream.json")
      val kept = new String(Files.readAllBytes(marker), UTF_8)
      assert(kept.contains(s"${masked}t") && !kept.contains("old"), kept)
      TempFolder.write(marker, kept.replace("***", "old")) // as an older version wrote it
      Files.delete(checkpoint.resolve(".twinstream.json.crc"))
      files(finished(Engine.DSTREAM))
        .filter(_.getFileName.toString.startsWith("checkpoint-"))
        .foreach(file => Files.copy(file, checkpoint.resolve(file.getFileName)))
      val other = command("new", "u")
      assert(other.contains(s"begun with --sink ${masked}t, not ${masked}u,"), other)
      val same = command("new", "t")
      assert(same.startsWith("twinstream: jdbc:") && same.contains("refused") && !same.contains("new"), same)
    }
  }

  test("--conf spark.hadoop.* is heeded by the marker, the checks and the sink, before Spark runs") {
    TempFolder.use { folder =>
      val settings = Seq("spark.hadoop.fs.own.impl" -> classOf[OwnFileSystem].getName)
      val conf = settings.flatMap(setting => Seq("--conf", s"${setting._1}=${setting._2}"))
      def run(checkpoint: String, sink: String, source: String): String = {
        val err = new StringWriter
        val args =
          Seq("--engine", "structured", "--checkpoint", checkpoint, "--sink", sink, "--source", source)
        Commands.execute(
          RunOf(job, new PrintWriter(err)),
          args ++ conf: _*
        )
        err.toString
      }
      TempFolder.write(folder.resolve("notes.txt"), "x")
      val used = run(s"own://$folder", s"json:own://$folder/out", s"recording:$recording")
      assert(used.contains("is no checkpoint of twinstream (it has notes.txt"), used)
      val noSink = run(s"own://$folder/c", s"json:own://$folder/notes.txt/out", s"recording:$recording")
      assert(noSink.contains(s"json:own://$folder/notes.txt/out: cannot write there"), noSink)
      assert(!noSink.contains("No FileSystem for scheme"), noSink)
      val noSource = run(s"own://$folder/c", "console", s"files:own://$folder/none")
      assert(noSource.contains("no such directory"), noSource)
    }
  }

  test("dstream: what its clients of Kafka are made with is in the checkpoint") {
    withCase(Engine.DSTREAM) { it =>
      it.ran()
      assertSays(
        it.refused("--dead-letter", "kafka:localhost:1/t"),
        2,
        "was begun with --dead-letter (not given), not kafka:localhost:1/t"
      )
      assertSays(it.refused("--group", "g"), 2, "was begun with --group (not given), not g")
      val properties = TempFolder.write(it.folder.resolve("p"), "isolation.level=read_committed\n")
      assertSays(
        it.refused("--kafka-properties", properties.toString),
        2,
        "was begun with --kafka-properties {}, not {isolation.level=read_committed}"
      )
    }
  }

  test("dstream: a marker that does not know an option yet is no hindrance") {
    withCase(Engine.DSTREAM) { it =>
      it.ran()
      val more = (fixed(Engine.DSTREAM).asScala + ("--later" -> "x")).asJava
      val marker = CheckpointMarker.of(it.checkpoint.toString, job.name, Engine.DSTREAM, more, hadoop)
      assert(!marker.options.containsKey("--later") && marker.topics.ids.isEmpty)
    }
  }

  test("dstream: a newest file that is cut off is passed over, and said") {
    withCase(Engine.DSTREAM) { it =>
      val newest :: next :: _ = it.ran().classicFiles.toList
      it.cut(newest)
      val said = it.recovery().get
      assert(
        said.contains(s"its newer $newest cannot be read (") && said.contains(s"so $next is taken"),
        said
      )
    }
  }

  test("dstream: all files are cut off, or empty") {
    withCase(Engine.DSTREAM) { it =>
      it.ran()
      for (bytes <- Seq(40, 0)) {
        it.classicFiles.foreach(it.cut(_, bytes))
        assertSays(it.refused(), 3, "none of its checkpoint files can be read", "nothing was changed")
      }
    }
  }

  test("dstream: state without a checkpoint file is not begun anew") {
    withCase(Engine.DSTREAM) { it =>
      it.ran().classicFiles.foreach(it.delete)
      assertSays(it.refused(), 3, "holds state (rdd-", "but no checkpoint file")
    }
  }

  private val damages = Seq(
    ("metadata", "its file metadata is no JSON"),
    ("offsets/11", "its file offsets/11 is cut off"),
    ("commits/11", "its file commits/11 is cut off")
  )

  for ((file, says) <- damages) {
    test(s"structured: $file is cut off") {
      withCase(Engine.STRUCTURED) { it =>
        it.ran().cut(file, if (file == "metadata") 8 else 3)
        assertSays(it.refused(), 3, says, "nothing was changed")
      }
    }
  }

  test("structured: a micro-batch that was planned and not done may be planned anew, and that is said") {
    withCase(Engine.STRUCTURED) { it =>
      it.ran().cut("offsets/11", 3)
      it.delete("commits/11")
      assertSays(it.refused(), 3, "as micro-batch 11 was not committed, it is planned anew if you move")
    }
  }

  test("structured: offsets that are gone are not begun anew") {
    withCase(Engine.STRUCTURED) { it =>
      it.ran().delete("offsets")
      assertSays(it.refused(), 3, "micro-batches that were done but no offsets")
    }
  }

  test("structured: a setting that the checkpoint keeps is said") {
    withCase(Engine.STRUCTURED) { it =>
      val was = TwinSession.session.conf.get("spark.sql.shuffle.partitions")
      val said = it.ran().recovery("spark.sql.shuffle.partitions" -> "77").get
      assert(said.endsWith(s"; spark.sql.shuffle.partitions stays $was, not 77"), said)
    }
  }

  for (engine <- Engine.values) {
    test(s"$engine: a directory that cannot be written any more") {
      withCase(engine) { it =>
        it.ran()
        val mounted =
          mount("--bind", it.checkpoint, it.checkpoint) && mount("-oremount,ro,bind", it.checkpoint)
        assume(mounted, "only root can make a folder unwritable for itself, by a mount")
        try assertSays(it.refused(), 3, "cannot be read or written (", "Read-only file system")
        finally new ProcessBuilder("umount", it.checkpoint.toString).start().waitFor()
      }
    }
  }

  private def mount(option: String, paths: Path*): Boolean =
    new ProcessBuilder(("mount" +: option +: paths.map(_.toString)).asJava).start().waitFor() == 0
}

/** The local file system under a scheme that only `spark.hadoop.fs.own.impl` knows. */
class OwnFileSystem extends RawLocalFileSystem {
  override def getUri: URI = URI.create("own:///")
}
