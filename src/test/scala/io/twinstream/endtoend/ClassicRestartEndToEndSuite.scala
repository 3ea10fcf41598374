package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import java.util.concurrent.{ConcurrentLinkedQueue, TimeUnit}
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.locks.LockSupport
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** The program in `foreign/meter-totals`, which keeps two kinds of state, is killed while records come, and
  * started again by [[io.twinstream.restart.Checkpoints]]: with other settings, and with changed classes.
  */
@EndToEnd
class ClassicRestartEndToEndSuite extends AnyFunSuite {
  private val isSpark4 = sys.env.get("TWINSTREAM_SPARK").contains("4")
  private lazy val broker = Broker.shared
  private val partitions = 2
  private val program = "com.cyberdyne.meters"
  private val spark33 = "3.3.4"

  /** Its pom is one of Spark 3.5, as long as nothing else is said. */
  private lazy val spark4 = Seq(
    s"-Dspark.version=${org.apache.spark.SPARK_VERSION}",
    "-Dscala.binary=2.13",
    s"-Dspark.streaming-kafka.version=${Jar.versionOf(classOf[org.apache.spark.streaming.kafka010.OffsetRange])}"
  )

  /** The program, built by its own pom after these changes: file, text, what stands there instead. */
  private def jar(folder: Path, edits: (String, String, String)*): Path = {
    val copy = Files.createTempDirectory(folder, "program")
    val original = Foreign.file("meter-totals")
    Files.walk(original).iterator.asScala.filter(Files.isRegularFile(_)).foreach { file =>
      val text = new String(Files.readAllBytes(file), UTF_8)
      val changed =
        edits.filter(edit => file.endsWith(edit._1)).foldLeft(text) { case (before, (_, from, to)) =>
          assert(before.contains(from), file)
          before.replace(from, to)
        }
      val to = copy.resolve(original.relativize(file).toString)
      Files.createDirectories(to.getParent)
      TempFolder.write(to, changed)
    }
    val words = if (isSpark4) spark4 :+ "package" else Seq("package")
    val built = PageViews.mavenOf(folder, copy.resolve("pom.xml"), copy.resolve("target"), words: _*)
    assert(built.exit == 0, built)
    copy.resolve("target/meter-totals.jar")
  }

  private lazy val folderOfJars = TempFolder.untilExit()
  private lazy val original = jar(folderOfJars)

  /** Another field in the state, and another method in a function: both have another serialVersionUID. */
  private lazy val changed = jar(
    folderOfJars,
    ("Meter.java", "private long total;", "private long total;\n  private long highest;"),
    ("Meter.java", "total += reading;", "total += reading;\n    highest = Math.max(highest, reading);"),
    ("AddReadings.java", "@Override", "public String about() { return \"adds\"; }\n\n  @Override")
  )

  private final class Run(folder: Path, postgres: Postgres) {
    val topic = s"meters-${folder.getFileName}"
    val checkpoint: Path = folder.resolve("checkpoint")
    private val sent = new ConcurrentLinkedQueue[String]
    broker.create(topic, partitions)
    postgres.execute(
      "CREATE TABLE meters (meter TEXT PRIMARY KEY, readings BIGINT, total BIGINT);" +
        "CREATE TABLE districts (district TEXT PRIMARY KEY, readings BIGINT);" +
        "CREATE TABLE batches (readings BIGINT); CREATE TABLE runs (app TEXT, memory TEXT)"
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
            (_, failure) => if (failure == null) { sent.add(line); () }
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

    private def arguments = Seq(broker.address, topic, postgres.url, checkpoint.toString)

    def start(jar: Path, settings: String*): Bin.Running =
      Foreign.submit(folder, jar, s"$program.MeterTotalsWith", arguments ++ settings: _*)

    def startOld(jar: Path = original): Bin.Running =
      Foreign.submit(folder, jar, s"$program.MeterTotals", arguments: _*)

    /** On Spark 3.3, whose own jars come first. */
    def startOn33(jars: Path): Bin.Running = {
      val java = s"${sys.props("java.home")}/bin/java"
      val opens = s"@${Bin.home.resolve("conf/jvm.options")}"
      val classes = Seq("-Dspark.master=local[2]", "-cp", s"$jars/*:$original")
      Bin.start(folder, Seq(java, opens) ++ classes ++ Seq(s"$program.MeterTotals") ++ arguments)
    }

    def readings: Long =
      postgres.query("SELECT coalesce(sum(readings), 0) FROM meters").head.head.toLong

    /** Lets it do some batches and state, then kills it. */
    def killLater(running: Bin.Running, until: => Boolean = true): Unit =
      try {
        val before = readings
        Bin.eventually(running)(readings > before + 400 && hasState && until)
      } finally {
        running.killNow()
        running.await()
        ()
      }

    /** Of both operators, at two batches at least. */
    private def hasState: Boolean =
      folders.filter(_.getFileName.toString.startsWith("rdd-")).count(isWhole) >= 4

    private def isWhole(rdd: Path) = rdd.toFile.list.exists(_.startsWith("part-"))

    private def folders: Seq[Path] =
      if (!Files.exists(checkpoint)) Nil
      else {
        val walk = Files.walk(checkpoint)
        try walk.iterator.asScala.filter(Files.isDirectory(_)).toList
        catch { case _: java.io.UncheckedIOException => Nil }
        finally walk.close()
      }

    /** Every file of the first checkpoint, to see that none is touched. */
    def files: Map[String, Seq[Byte]] = {
      val walk = Files.walk(checkpoint)
      try
        walk.iterator.asScala
          .filter(file => Files.isRegularFile(file) && !file.toString.contains("/generation-"))
          .map(file => checkpoint.relativize(file).toString -> Files.readAllBytes(file).toSeq)
          .toMap
      finally walk.close()
    }

    def generations: Seq[String] =
      checkpoint.toFile.list.toSeq.filter(_.startsWith("generation-")).sorted

    def isDone: Boolean = {
      val meters = sent.asScala.toSeq.map(_.split(",")).groupBy(_(1)).map { case (meter, lines) =>
        Seq(meter, lines.size.toString, lines.map(_(2).toLong).sum.toString)
      }
      val districts = sent.asScala.toSeq.map(_.split(",")).groupBy(_(0)).map { case (district, lines) =>
        Seq(district, lines.size.toString)
      }
      postgres.query("SELECT meter, readings, total FROM meters").toSet == meters.toSet &&
      postgres.query("SELECT district, readings FROM districts").toSet == districts.toSet
    }

    def finish(running: Bin.Running): Unit =
      try {
        // On a busy machine it is slow; it must not stand still.
        try
          while (!isDone) {
            val before = readings
            Bin.eventually(running, 240)(isDone || readings > before)
          }
        catch {
          case e: Throwable =>
            fail(s"${sent.size} sent, $readings read; ${running.err}", e)
        }
        info(s"${sent.size} readings exact")
      } finally {
        running.killNow()
        running.await()
        ()
      }

    def most: Long = postgres.query("SELECT coalesce(max(readings), 0) FROM batches").head.head.toLong

    def runs: Seq[Seq[String]] = postgres.query("SELECT app, memory FROM runs")

    def forgetBatches(): Unit = postgres.execute("TRUNCATE batches")
  }

  private def restart(name: String, tags: org.scalatest.Tag*)(body: Run => Unit): Unit =
    test(name, tags: _*) {
      TempFolder.use(folder => Postgres.use(folder)(postgres => body(new Run(folder, postgres))))
    }

  private val faster = Seq(
    "spark.streaming.kafka.maxRatePerPartition=1000",
    "spark.app.name=meters of the north",
    "spark.executor.memory=2g"
  )

  restart("settings that Spark's checkpoint freezes are changed over kills, counts exact", LongRun) { run =>
    run.feeding {
      run.killLater(run.startOld())
      assert(run.most <= 100, "what 100 a second and partition are in a batch of half a second")
      val before = run.files
      run.forgetBatches()
      // Batches that were pending have the records that they had.
      run.killLater(run.start(original, faster: _*), until = run.most > 100)
      assert(run.runs == Seq(Seq("meters of the north", "2g")))
      assert(run.files == before && run.generations == Seq("generation-1"))
      // The same again: it continues where it was.
      run.killLater(run.start(original, faster: _*))
      assert(run.generations == Seq("generation-1"))
      // And back.
      run.killLater(run.start(original, faster.head.replace("1000", "80")))
      assert(run.generations == Seq("generation-1", "generation-2"))
      assert(run.files == before)
    }
    run.finish(run.start(original, faster: _*))
  }

  restart("changed classes begin with the offsets and state of the old ones, counts exact") { run =>
    run.feeding {
      run.killLater(run.startOld())
      val before = run.files
      val refused = run.startOld(changed).await()
      assert(refused.exit != 0 && refused.err.contains("InvalidClassException"), refused)
      run.killLater(run.start(changed, faster: _*))
      assert(run.files == before && run.generations == Seq("generation-1"))
      assert(run.runs == Seq(Seq("meters of the north", "2g")))
      run.killLater(run.start(changed, faster: _*))
      assert(run.generations == Seq("generation-1"))
    }
    run.finish(run.start(changed, faster: _*))
  }

  /** Its jars, from Maven; none where they cannot be had. */
  private def jarsOf33(folder: Path): Option[Path] = {
    val jars = folder.resolve("spark-3.3")
    val pom = Bin.home.resolve("src/test/fixtures/checkpoints/spark-3.3.xml")
    val command = Seq("mvn", "-B", "-ntp", "-q", s"-Dmaven.repo.local=${PageViews.filledRepository}") ++
      Seq(
        "-f",
        pom.toString,
        "dependency:copy-dependencies",
        s"-DoutputDirectory=$jars",
        "-DincludeScope=runtime"
      )
    val fetched = Bin.start(folder, command, in = folder).await()
    if (fetched.exit == 0) Some(jars) else None
  }

  restart(
    "a checkpoint of Spark 3.3 is continued on 3.5 with other settings, and with changed classes",
    LongRun
  ) { run =>
    assume(!isSpark4, "Spark 4 cannot read what Spark 3.3 has written")
    TempFolder.use { folder =>
      val jars = jarsOf33(folder)
      assume(jars.nonEmpty, s"the jars of Spark $spark33 cannot be had from Maven")
      run.feeding {
        run.killLater(run.startOn33(jars.get))
        run.killLater(run.start(original, faster: _*))
        run.killLater(run.start(changed, faster: _*))
        assert(run.generations == Seq("generation-1", "generation-2"))
      }
      run.finish(run.start(changed, faster: _*))
    }
  }
}
