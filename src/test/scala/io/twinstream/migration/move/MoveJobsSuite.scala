package io.twinstream.migration.move

import io.twinstream.jobs.billing.BillingJob
import io.twinstream.jobs.clickjoin.ClickJoinJob
import io.twinstream.jobs.devicemonitor.DeviceMonitorJob
import io.twinstream.jobs.orderrevenue.OrderRevenueJob
import io.twinstream.jobs.samplestats.SampleStatsJob
import io.twinstream.jobs.visitsessions.VisitSessionsJob
import io.twinstream.jobs.votetally.VoteTallyJob
import io.twinstream.jobs.windowedwordcount.WindowedWordCountJob
import io.twinstream.{KeptRows, LongRun, StateApis, TempFolder, TwinSession}
import io.twinstream.migration.inspect.Fixtures
import io.twinstream.api.{Job => TwinJob}
import io.twinstream.api.{Engine, Job}
import io.twinstream.engine.{
  DStreamRunner,
  RunListener,
  RunSettings,
  SavepointStart,
  StopRequest,
  StructuredRunner,
  Until
}
import io.twinstream.recovery.CheckpointMarker
import io.twinstream.savepoint.Savepoints
import io.twinstream.ends.recording.{Recording, RecordingSource}
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
    * @param stopAt
    *   how many batches there are before the savepoint; mapWithState has its first state with the tenth
    */
  private final case class Case[R](
      job: TwinJob[R],
      lines: Seq[(Int, String)],
      interval: Duration,
      key: R => Any,
      options: Seq[String] = Seq.empty,
      windowEnd: Option[R => Long] = None,
      stopAt: Int = 12
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
    perSecond(13, 1)((_, numbers) => Seq.fill(numbers.nextInt(3))(s"w${numbers.nextInt(4)} all")) :+ ((
      13,
      "end"
    ))

  private val windowedWords =
    Case(
      WindowedWordCountJob.JOB,
      words,
      second,
      (row: io.twinstream.jobs.windowedwordcount.WindowedWord) => (row.getWindowEnd, row.getWord),
      windows ++ Seq("--mode", "inverse"),
      stopAt = 8
    )

  private val visits =
    Case(
      VisitSessionsJob.JOB,
      // Users come in bursts, and for the last minutes only one of them to let the others' time pass.
      (for (at <- 1 until 18; user <- 0 until 8 if (at / (user + 2)) % 3 == 0) yield (at, s"u$user"))
        .++((18 until 32).map(at => (at, "ticker")))
        .map { case (at, user) => (at * 60, s"${at * 60000}\t$user\t/") },
      minute,
      (row: io.twinstream.jobs.visitsessions.VisitSession) => (row.getUser, row.getSessionStart),
      Seq("--gap", "3m")
    )

  private val votes =
    Case(
      VoteTallyJob.JOB,
      perSecond(18, 2) { (_, numbers) =>
        Seq.fill(4)(s"b${numbers.nextInt(60)},${Seq("ann", "bob")(numbers.nextInt(9) / 8)}") :+ "malformed"
      },
      second,
      (row: io.twinstream.jobs.votetally.VoteCount) => (row.getKind, row.getCandidate)
    )

  private val cases = Seq[Case[_]](
    votes,
    Case(
      OrderRevenueJob.JOB,
      perSecond(20, 3) { (at, numbers) =>
        Seq.fill(3) {
          // An order's number says when it was made; some come again, some late, some too late.
          val madeAt = at - numbers.nextInt(5)
          s"o${madeAt * 2 + 20},u,1.${10 + numbers.nextInt(1)},${Seq("toys", "books")(madeAt & 1)},${(madeAt + 4) * 60000}"
        }
      }.map { case (at, line) => ((at + 4) * 60, line) },
      minute,
      (row: io.twinstream.jobs.orderrevenue.Revenue) =>
        (row.getWindowStart, row.getWindowEnd, row.getCategory),
      Seq("--lateness", "3m")
    ),
    Case(
      SampleStatsJob.JOB,
      perSecond(20, 6) { (at, numbers) =>
        Seq.fill(3) {
          val takenAt = at + 4 - numbers.nextInt(5) // some too late
          s"""{"timestamp":${takenAt * 60000L},"value":${numbers.nextInt(100)}.5}"""
        }
      }.map { case (at, line) => ((at + 4) * 60, line) },
      minute,
      (row: io.twinstream.jobs.samplestats.MinuteStats) => row.getWindowStart,
      Seq("--lateness", "3m")
    ),
    Case(
      BillingJob.JOB,
      perSecond(18, 7) { (_, numbers) =>
        Seq.fill(4) {
          val (event, revision) = (numbers.nextInt(60), 1 + numbers.nextInt(3))
          s"e$event,$revision,account-${numbers.nextInt(3)},ann,chat,${numbers.nextInt(30)},0"
        }
      },
      second,
      (row: io.twinstream.jobs.billing.InvoiceLine) => (row.getAccount, row.getKind)
    ),
    windowedWords,
    Case(
      DeviceMonitorJob.JOB,
      perSecond(12, 4) { (at, numbers) =>
        Seq.fill(2)(
          s"d${numbers.nextInt(4)},temperature,${numbers.nextInt(120)},${at * 1000L}"
        ) ++ (if (at % 5 == 0) Seq("malformed") else Seq.empty)
      },
      second,
      (row: io.twinstream.jobs.devicemonitor.DeviceReport) =>
        (row.getWindowEnd, row.getKind, row.getMetric, row.getDevice),
      windows,
      Some((row: io.twinstream.jobs.devicemonitor.DeviceReport) => row.getWindowEnd),
      stopAt = 8
    ),
    Case(
      ClickJoinJob.JOB,
      perSecond(12, 5) { (at, numbers) =>
        Seq(
          s"@impressions\ti$at,${Seq("spring", "summer")(numbers.nextInt(2))}",
          s"@clicks\ti${math.max(0, at - numbers.nextInt(8))}",
          s"@clicks\ti$at"
        )
      },
      second,
      (row: io.twinstream.jobs.clickjoin.CampaignClicks) => (row.getWindowEnd, row.getKind, row.getCampaign),
      windows,
      Some((row: io.twinstream.jobs.clickjoin.CampaignClicks) => row.getWindowEnd),
      stopAt = 8
    )
  ) ++ StateApis.all.map(api => visits.copy(options = visits.options ++ Seq("--state-api", api)))

  private val engines = Engine.values.toSeq

  /** State that is made again, and windows; the others are of these kinds. */
  private val oneOfEachKind =
    Set[TwinJob[_]](VoteTallyJob.JOB, WindowedWordCountJob.JOB)

  private def isOfItsKind(each: Case[_]) =
    oneOfEachKind(each.job) || each.options.contains("transform")

  for (each <- cases) {
    val name = s"${each.job.name} ${each.options.mkString(" ")}"
    test(s"$name: to the other engine", LongRun.unless(isOfItsKind(each)): _*) {
      check(each, engines.map(before => before -> engines.filter(_ != before)))
    }
    test(s"$name: to the same engine", LongRun) {
      check(each, engines.map(before => before -> Seq(before)))
    }
  }

  private def withoutKey[R](each: Case[R]): Unit = {
    val begins = each.stopAt * each.interval.getSeconds
    val lines = each.lines.map { case (at, line) => (at, if (at < begins) "malformed" else line) }
    check(each.copy(lines = lines), engines.map(before => before -> engines.filter(_ != before)))
  }

  test("vote-tally, which had no key yet: to the other engine") { withoutKey(votes) }

  test("visit-sessions, which had no key yet: to the other engine", LongRun) { withoutKey(visits) }

  private def check[R](each: Case[R], moves: Seq[(Engine, Seq[Engine])]): Unit = TempFolder.use { folder =>
    // Killed in the middle of the batch: a copy of what a run over all batches has then.
    val killed = folder.resolve(s"${Engine.STRUCTURED}")
    val whole = engines.map { engine =>
      val checkpoint = folder.resolve(s"whole-$engine")
      engine -> run(
        each,
        engine,
        each.lines,
        checkpoint,
        afterBatch = batch =>
          if (engine == Engine.STRUCTURED && batch == each.stopAt * each.interval.toMillis) {
            Fixtures.copy(checkpoint, killed)
            ()
          }
      )
    }.toMap
    val begun = each.lines.filter(_._1 < each.stopAt * each.interval.getSeconds)
    for ((before, afters) <- moves) {
      val checkpoint = folder.resolve(s"$before")
      val first =
        if (before == Engine.DSTREAM) run(each, before, begun, checkpoint)
        else whole(before).filter(_._1 <= each.stopAt * each.interval.toMillis)
      val savepoint = folder.resolve(s"savepoint-$before")
      SavepointMaker
        .of(checkpoint.toString, hadoop)
        .write(savepoint.toString, Optional.empty(), TwinSession.session)
      val content = Savepoints.read(savepoint.toString, hadoop)
      val cut =
        if (before == Engine.DSTREAM) (content.cut.batch / each.interval.toMillis).toInt
        else content.cut.batch.toInt + 1
      assert(cut > 0 && cut <= each.stopAt)
      for (after <- afters) {
        val second = run(each, after, each.lines, folder.resolve(s"$before-$after"), cut, Some(savepoint))
        val moved = newest(each, first ++ second)
        // A classic window ends at a batch: those that end before the first one the port alone can write.
        val tooEarly = each.windowEnd.filter(_ => before == Engine.STRUCTURED && after == Engine.DSTREAM)
        val expected = newest(each, whole(after)).filter { case (key, row) =>
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
      savepoint: Option[Path] = None,
      afterBatch: Long => Unit = _ => ()
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
    val options = TwinSession.parsed(each.job, each.options)
    val start = savepoint.fold(SavepointStart.NONE) { folder =>
      val read = Savepoints.read(folder.toString, hadoop)
      SavepointStart.at(folder.toString, read, source, engine, each.job.readsBack(options))
    }
    val settings = new RunSettings[R](
      source,
      new KeptRows[R],
      Optional.of(checkpoint.toString),
      each.interval,
      Until.END
    ).from(start)
    KeptRows.rows.clear()
    KeptRows.afterBatch = afterBatch
    val stop = new StopRequest
    engine match {
      case Engine.DSTREAM =>
        DStreamRunner.run(each.job.dstream(options), settings, TwinSession.session, RunListener.NONE, stop)
      case _ =>
        StructuredRunner.run(
          each.job.structured(options),
          settings,
          TwinSession.session,
          RunListener.NONE,
          stop
        )
    }
    KeptRows.ofType[R].toSeq.sortBy(_._1)
  }
}
