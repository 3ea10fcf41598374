package io.twinstream.migration.savepoint

import io.twinstream.{KeptRows, TempFolder, TwinSession}
import io.twinstream.jobs.Jobs
import io.twinstream.run._
import io.twinstream.savepoint.Savepoints
import io.twinstream.source.{Recording, RecordingSource}
import java.nio.file.Path
import java.time.Duration
import java.util.{Collections, Optional, Random}
import org.apache.hadoop.conf.Configuration
import org.scalatest.funsuite.AnyFunSuite

/** Every job that keeps state or windows, moved in all four directions: what the run before and the run after
  * the savepoint wrote is what one run over all batches writes.
  */
class MoveJobsSuite extends AnyFunSuite {
  private val hadoop = new Configuration

  /** A job and its input.
    *
    * @param lines
    *   (arrival in seconds, line), a line with its topic where there is one
    * @param key
    *   what names a row: the newest of a key counts
    * @param windowEnd
    *   for rows of windows that the port writes once, when the watermark has passed them
    */
  private final case class Case[R](
      job: Job[R],
      lines: Seq[(Int, String)],
      interval: Duration,
      key: R => Any,
      options: Seq[String] = Seq.empty,
      windowEnd: Option[R => Long] = None
  )

  private def random(seed: Int) = new Random(seed.toLong)

  private def perSecond(seconds: Int, seed: Int)(line: (Int, Random) => Seq[String]): Seq[(Int, String)] = {
    val numbers = random(seed)
    for (second <- 0 until seconds; each <- line(second, numbers)) yield (second, each)
  }

  private val second = Duration.ofSeconds(1)
  private val minute = Duration.ofMinutes(1)

  /** They slide by a batch, as classic windows end at multiples of the slide from the new run's begin. */
  private val windows = Seq("--window", "6s", "--slide", "1s", "--lateness", "1s")

  private val words =
    perSecond(16, 1)((_, numbers) => Seq.fill(numbers.nextInt(3))(s"w${numbers.nextInt(4)} all"))

  private val windowedWords =
    Case(
      Jobs.WINDOWED_WORD_COUNT,
      words,
      second,
      (row: io.twinstream.jobs.windowedwordcount.WindowedWord) => (row.getWindowEnd, row.getWord),
      windows ++ Seq("--mode", "inverse")
    )

  private val cases = Seq[Case[_]](
    Case(
      Jobs.VOTE_TALLY,
      perSecond(24, 2) { (_, numbers) =>
        Seq.fill(4)(s"b${numbers.nextInt(60)},${Seq("ann", "bob")(numbers.nextInt(9) / 8)}") :+ "malformed"
      },
      second,
      (row: io.twinstream.jobs.votetally.VoteCount) => (row.getKind, row.getCandidate)
    ),
    Case(
      Jobs.VISIT_SESSIONS,
      // Users come in bursts, and for the last twenty minutes only one of them to let the others' time pass.
      (for (at <- 1 until 26; user <- 0 until 8 if (at / (user + 2)) % 3 == 0) yield (at, s"u$user"))
        .++((26 until 46).map(at => (at, "ticker")))
        .map { case (at, user) => (at * 60, s"${at * 60000}\t$user\t/") },
      minute,
      (row: io.twinstream.jobs.visitsessions.VisitSession) => (row.getUser, row.getSessionStart),
      Seq("--gap", "3m")
    ),
    Case(
      Jobs.ORDER_REVENUE,
      perSecond(24, 3) { (at, numbers) =>
        Seq.fill(3) {
          // An order's number says when it was made; some come again, some late, some too late.
          val madeAt = at - numbers.nextInt(5)
          s"o${madeAt * 2 + 20},u,1.${10 + numbers.nextInt(1)},${Seq("toys", "books")(madeAt & 1)},${madeAt * 60000 + 600000}"
        }
      }.map { case (at, line) => (at * 60 + 600, line) },
      minute,
      (row: io.twinstream.jobs.orderrevenue.Revenue) =>
        (row.getWindowStart, row.getWindowEnd, row.getCategory),
      Seq("--lateness", "3m")
    ),
    windowedWords,
    Case(
      Jobs.DEVICE_MONITOR,
      perSecond(16, 4) { (at, numbers) =>
        Seq.fill(2)(
          s"d${numbers.nextInt(4)},temperature,${numbers.nextInt(120)},${at * 1000L}"
        ) ++ (if (at % 5 == 0) Seq("malformed") else Seq.empty)
      },
      second,
      (row: io.twinstream.jobs.devicemonitor.DeviceReport) =>
        (row.getWindowEnd, row.getKind, row.getMetric, row.getDevice),
      windows,
      Some((row: io.twinstream.jobs.devicemonitor.DeviceReport) => row.getWindowEnd)
    ),
    Case(
      Jobs.CLICK_JOIN,
      perSecond(16, 5) { (at, numbers) =>
        Seq(
          s"@impressions\ti$at,${Seq("spring", "summer")(numbers.nextInt(2))}",
          s"@clicks\ti${math.max(0, at - numbers.nextInt(8))}",
          s"@clicks\ti$at"
        )
      },
      second,
      (row: io.twinstream.jobs.clickjoin.CampaignClicks) => (row.getWindowEnd, row.getKind, row.getCampaign),
      windows,
      Some((row: io.twinstream.jobs.clickjoin.CampaignClicks) => row.getWindowEnd)
    )
  )

  for (each <- cases)
    test(s"${each.job.name} ${each.options.mkString(" ")}") {
      check(each)
    }

  private def check[R](each: Case[R]): Unit = TempFolder.use { folder =>
    val seconds = each.interval.getSeconds.toInt
    val stopAt = each.lines.map(_._1).max / seconds * 6 / 10 / 2 * 2
    val begun = each.lines.filter(_._1 < stopAt * seconds)
    val whole = Engine.values.map { engine =>
      engine -> newest(each, run(each, engine, each.lines, folder.resolve(s"whole-$engine")))
    }.toMap
    for (before <- Engine.values) {
      val checkpoint = folder.resolve(s"$before")
      val first = run(each, before, begun, checkpoint)
      val savepoint = folder.resolve(s"savepoint-$before")
      SavepointMaker
        .of(checkpoint.toString, hadoop)
        .write(savepoint.toString, Optional.empty(), TwinSession.session)
      val content = Savepoints.read(savepoint.toString, hadoop)
      val cut =
        if (before == Engine.DSTREAM) (content.cut.batch / each.interval.toMillis).toInt
        else content.cut.batch.toInt + 1
      assert(cut > 0 && cut <= stopAt)
      for (after <- Engine.values) {
        val second = run(each, after, each.lines, folder.resolve(s"$before-$after"), cut, Some(savepoint))
        val moved = newest(each, first ++ second)
        // A classic window ends at a batch: those that end before the first one the port alone can write.
        val tooEarly = each.windowEnd.filter(_ => before == Engine.STRUCTURED && after == Engine.DSTREAM)
        val expected = whole(after).filter { case (key, row) =>
          tooEarly.forall(_(row) > cut * each.interval.toMillis || newest(each, first).contains(key))
        }
        withClue(s"from $before to $after: ") {
          assert(second.flatMap(_._2).nonEmpty && moved == expected)
        }
      }
    }
  }

  private def newest[R](each: Case[R], rows: Seq[(Long, Seq[R])]): Map[Any, R] =
    rows.flatMap(_._2).map(row => each.key(row) -> row).toMap

  private def run[R](
      each: Case[R],
      engine: Engine,
      lines: Seq[(Int, String)],
      checkpoint: Path,
      from: Int = 0,
      savepoint: Option[Path] = None
  ): Seq[(Long, Seq[R])] = {
    val text = lines.map { case (at, line) =>
      s"${at * 1000L}${if (line.startsWith("@")) "" else "\t"}$line\n"
    }
    val file =
      TempFolder.write(checkpoint.resolveSibling(s"${checkpoint.getFileName}.recording"), text.mkString)
    val source = new RecordingSource(Recording.open(file, each.interval), from)
    CheckpointMarker
      .of(checkpoint.toString, each.job.name, engine, Collections.emptyMap[String, String], hadoop)
      .claim(checkpoint.toString, hadoop)
    val settings = new RunSettings[R](
      source,
      new KeptRows[R],
      Optional.of(checkpoint.toString),
      each.interval,
      Until.END
    )
    KeptRows.rows.clear()
    KeptRows.afterBatch = (_: Long) => ()
    val options = TwinSession.parsed(each.job, each.options)
    val stop = new StopRequest
    def begin(memory: Duration): Option[Begin] = savepoint.map { folder =>
      Begin.at(folder.toString, Savepoints.read(folder.toString, hadoop), source, engine, memory)
    }
    engine match {
      case Engine.DSTREAM =>
        val plain = each.job.dstream(options)
        val twin = begin(plain.memory).map(plain.from).getOrElse(plain)
        DStreamRunner.run(twin, settings, TwinSession.session, RunListener.NONE, stop)
      case _ =>
        val plain = each.job.structured(options)
        val twin = begin(plain.memory).map(plain.from).getOrElse(plain)
        StructuredRunner.run(twin, settings, TwinSession.session, RunListener.NONE, stop)
    }
    KeptRows.ofType[R].toSeq.sortBy(_._1)
  }
}
