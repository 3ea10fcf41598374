package io.twinstream.local.feed.generator

import io.twinstream.jobs.accesslog.AccessLogJob
import io.twinstream.jobs.billing.BillingJob
import io.twinstream.jobs.clickjoin.ClickJoinJob
import io.twinstream.jobs.devicemonitor.DeviceMonitorJob
import io.twinstream.jobs.fleetwatch.FleetWatchJob
import io.twinstream.jobs.fraudscore.FraudScoreJob
import io.twinstream.jobs.orderrevenue.OrderRevenueJob
import io.twinstream.jobs.recommend.RecommendJob
import io.twinstream.jobs.samplestats.SampleStatsJob
import io.twinstream.jobs.visitsessions.VisitSessionsJob
import io.twinstream.jobs.votetally.VoteTallyJob
import io.twinstream.RuleTier
import io.twinstream.error.UserError
import io.twinstream.ends.lines.FeedLine
import io.twinstream.ends.lines.FeedLine.Quality
import io.twinstream.api.Job
import io.twinstream.api.InputRecord
import java.nio.charset.StandardCharsets.UTF_8
import java.time.format.DateTimeFormatter
import java.time.ZonedDateTime
import java.util.Locale
import org.scalatest.funsuite.AnyFunSuite

@RuleTier
class GeneratorsSuite extends AnyFunSuite {
  private val none = new Generators.Shares(0, 0, 0)
  private val usual = new Generators.Shares(0.05, 0.01, 0.01)
  private val noon = 1767268800000L
  private val recentMillis = 2000L

  private def made(kind: String, seed: Long, count: Int, shares: Generators.Shares): Seq[FeedLine] = {
    val lines = Generators.of(kind, seed, shares, () => noon)
    Seq.fill(count)(lines.next())
  }

  private def text(line: FeedLine): String = new String(line.bytes, UTF_8)

  private def texts(lines: Seq[FeedLine]): Seq[(Int, String)] = lines.map(line => (line.topic, text(line)))

  private val logTime = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)

  /** The job that reads the kind, and the time in a record, epoch milliseconds, where there is one. */
  private val kinds: Seq[(String, Job[_], Option[String => Long])] = Seq(
    ("access", AccessLogJob.JOB, None),
    ("agents", BillingJob.JOB, Some(_.split(",")(6).toLong)),
    ("clicks", ClickJoinJob.JOB, None),
    ("devices", DeviceMonitorJob.JOB, Some(_.split(",")(3).toLong)),
    ("fleet", FleetWatchJob.JOB, Some(_.split(",")(4).toLong)),
    ("orders", OrderRevenueJob.JOB, Some(_.split(",")(4).toLong)),
    ("plays", RecommendJob.JOB, None),
    ("samples", SampleStatsJob.JOB, Some(line => "[0-9]+".r.findFirstIn(line).get.toLong)),
    ("transactions", FraudScoreJob.JOB, None),
    ("visits", VisitSessionsJob.JOB, Some(_.split("\t")(0).toLong)),
    ("votes", VoteTallyJob.JOB, None)
  )

  private def isRead(job: Job[_], line: FeedLine): Boolean =
    !job.rejection(job.newOptions).reason(new InputRecord("", 0, 0, noon, text(line))).isPresent

  for ((kind, job, time) <- kinds) {
    test(s"$kind: the job reads all but the malformed ones; good, late, repeated and malformed add up") {
      val count = 20000
      val lines = made(kind, 3, count, usual)
      val counts = lines.groupBy(_.quality).map { case (quality, each) => quality -> each.size }
      assert(counts.values.sum == count)
      for ((quality, share) <- Seq(Quality.LATE -> 0.05, Quality.REPEATED -> 0.01, Quality.MALFORMED -> 0.01))
        assert(counts(quality) > count * share * 0.7 && counts(quality) < count * share * 1.3, counts)
      for (line <- lines)
        assert(isRead(job, line) == (line.quality != Quality.MALFORMED), s"${line.quality}: '${text(line)}'")
      val before = scala.collection.mutable.Set.empty[(Int, String)]
      for (line <- lines) {
        assert(line.quality != Quality.REPEATED || before((line.topic, text(line))), text(line))
        before += ((line.topic, text(line)))
      }
      for (at <- time; line <- lines if line.quality == Quality.GOOD)
        assert(at(text(line)) > noon - recentMillis && at(text(line)) <= noon)
      for (at <- time)
        assert(
          lines.count(l => l.quality == Quality.LATE && at(text(l)) <= noon - recentMillis) > counts(
            Quality.LATE
          ) * 0.9
        )
    }

    test(s"$kind: the same seed and clock give the same lines; a share of nothing is nothing") {
      assert(texts(made(kind, 5, 3000, usual)) == texts(made(kind, 5, 3000, usual)))
      assert(texts(made(kind, 5, 3000, usual)) != texts(made(kind, 6, 3000, usual)))
      val good = made(kind, 5, 3000, none)
      assert(good.forall(line => line.quality == Quality.GOOD && isRead(job, line)))
    }
  }

  test("an id belongs to one record, and a late one is from long before") {
    for (kind <- Seq("orders", "votes")) {
      val first =
        made(kind, 1, 20000, usual).filter(l => l.quality == Quality.GOOD || l.quality == Quality.LATE)
      val ids = first.map(line => text(line).split(",")(0).stripPrefix("b").toLong)
      assert(ids.distinct.size == ids.size)
      val newest = ids.scanLeft(0L)(math.max)
      val behind = first.indices.filter(n => ids(n) < newest(n))
      assert(behind.forall(first(_).quality == Quality.LATE) && behind.size > 20000 * 0.03)
      assert(behind.map(n => newest(n) - ids(n)).min > 20)
    }
  }

  test("clicks: most are on an impression that was there; each topic has its own form") {
    val lines = made("clicks", 1, 20000, none)
    val (impressions, clicks) = lines.partition(_.topic == 0)
    assert(Generators.of("clicks", 1, none, () => noon).topics.size == 2)
    assert(impressions.forall(text(_).contains(",")) && clicks.forall(!text(_).contains(",")))
    val shown = impressions.map(text(_).split(",")(0)).toSet
    assert(clicks.size == 5000 && clicks.count(line => shown(text(line))) > 4990)
  }

  test("agents: each tenth event corrects one of before, some of them to nothing") {
    val events = made("agents", 1, 20000, none).map(text(_).split(","))
    val corrections = events.filter(_(1) == "2")
    assert(corrections.size == 2000 && corrections.count(_(5) == "0") > 300)
    val first = events.filter(_(1) == "1").map(_(0)).toSet
    assert(corrections.count(event => first(event(0))) > 1700) // the others correct a correction
  }

  test("access: the time is that of now") {
    val line = text(made("access", 1, 1, none).head)
    val at = ZonedDateTime.parse(line.substring(line.indexOf('[') + 1, line.indexOf(']')), logTime)
    assert(math.abs(at.toInstant.toEpochMilli - noon) <= recentMillis + 1000)
  }

  private def words(seed: Long, lines: Int): Seq[String] = made("words", seed, lines, none).map(text)

  test("the same seed gives the same lines, another seed others") {
    assert(words(7, 100) == words(7, 100))
    assert(words(7, 100) != words(8, 100))
  }

  test("lines have 5 to 20 words") {
    val lengths = words(1, 2000).map(_.split(" ").length)
    assert(lengths.min == 5 && lengths.max == 20)
  }

  test("frequencies follow Zipf's law: the first word stands about k times as often as the k-th") {
    val counts = words(1, 20000).flatMap(_.split(" ")).groupBy(identity).values.map(_.size).toSeq.sortBy(-_)
    for (k <- Seq(2, 5, 10)) {
      val ratio = counts.head.toDouble / counts(k - 1)
      assert(ratio > 0.8 * k && ratio < 1.25 * k, s"rank $k: $ratio")
    }
  }

  test("one sample a second, and a thousand of anything else, unless it is said") {
    assert(Generators.linesPerSecond("samples") == 1)
    assert(Seq("orders", "words").map(Generators.linesPerSecond) == Seq(1000, 1000))
  }

  test("an unknown kind is named, with those there are") {
    assert(
      intercept[UserError](
        Generators.of("songs", 1, none, () => 0L)
      ).getMessage == "--generate songs: known are access, agents, clicks, devices, fleet, orders, plays, samples, transactions, visits, votes, words"
    )
  }
}
