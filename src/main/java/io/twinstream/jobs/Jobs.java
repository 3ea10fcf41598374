package io.twinstream.jobs;

import io.twinstream.error.UserError;
import io.twinstream.jobs.accesslog.AccessCount;
import io.twinstream.jobs.accesslog.AccessLog;
import io.twinstream.jobs.accesslog.DStreamAccessLog;
import io.twinstream.jobs.accesslog.StructuredAccessLog;
import io.twinstream.jobs.accesslog.TopOptions;
import io.twinstream.jobs.clickjoin.CampaignClicks;
import io.twinstream.jobs.clickjoin.ClickJoin;
import io.twinstream.jobs.clickjoin.ClickOptions;
import io.twinstream.jobs.clickjoin.DStreamClickJoin;
import io.twinstream.jobs.clickjoin.StructuredClickJoin;
import io.twinstream.jobs.devicemonitor.DStreamDeviceMonitor;
import io.twinstream.jobs.devicemonitor.DeviceMonitor;
import io.twinstream.jobs.devicemonitor.DeviceReport;
import io.twinstream.jobs.devicemonitor.MonitorOptions;
import io.twinstream.jobs.devicemonitor.StructuredDeviceMonitor;
import io.twinstream.jobs.fleetwatch.DStreamFleetWatch;
import io.twinstream.jobs.fleetwatch.FleetAlert;
import io.twinstream.jobs.fleetwatch.FleetOptions;
import io.twinstream.jobs.fleetwatch.FleetWatch;
import io.twinstream.jobs.fleetwatch.StructuredFleetWatch;
import io.twinstream.jobs.fraudscore.CardScore;
import io.twinstream.jobs.fraudscore.DStreamFraudScore;
import io.twinstream.jobs.fraudscore.ModelOptions;
import io.twinstream.jobs.fraudscore.StructuredFraudScore;
import io.twinstream.jobs.fraudscore.Transaction;
import io.twinstream.jobs.orderrevenue.DStreamOrderRevenue;
import io.twinstream.jobs.orderrevenue.OrderOptions;
import io.twinstream.jobs.orderrevenue.OrderRevenue;
import io.twinstream.jobs.orderrevenue.Revenue;
import io.twinstream.jobs.orderrevenue.StructuredOrderRevenue;
import io.twinstream.jobs.runningwordcount.DStreamRunningWordCount;
import io.twinstream.jobs.runningwordcount.RunningOptions;
import io.twinstream.jobs.runningwordcount.StructuredRunningWordCount;
import io.twinstream.jobs.visitsessions.DStreamVisitSessions;
import io.twinstream.jobs.visitsessions.SessionOptions;
import io.twinstream.jobs.visitsessions.StructuredVisitSessions;
import io.twinstream.jobs.visitsessions.VisitSession;
import io.twinstream.jobs.votetally.DStreamVoteTally;
import io.twinstream.jobs.votetally.StructuredVoteTally;
import io.twinstream.jobs.votetally.VoteCount;
import io.twinstream.jobs.votetally.VoteTally;
import io.twinstream.jobs.windowedwordcount.DStreamWindowedWordCount;
import io.twinstream.jobs.windowedwordcount.StructuredWindowedWordCount;
import io.twinstream.jobs.windowedwordcount.WindowOptions;
import io.twinstream.jobs.windowedwordcount.WindowedWord;
import io.twinstream.jobs.wordcount.CountedWord;
import io.twinstream.jobs.wordcount.DStreamWordCount;
import io.twinstream.jobs.wordcount.StructuredWordCount;
import io.twinstream.run.Job;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The registry: every job once. Commands, tests, benchmarks and the README's table read this list.
 */
public final class Jobs {
  /** Words per batch. */
  public static final Job<CountedWord> WORD_COUNT =
      Job.of("word-count", CountedWord.class)
          .summary("how often each word stands in a batch")
          .operators("mapPartitions, mapToPair, reduceByKey")
          .keyColumns("word")
          .valueColumns("count")
          .recording("data/words.recording")
          .twins(DStreamWordCount::new, StructuredWordCount::new);

  /** Words over a sliding window. */
  public static final Job<WindowedWord> WINDOWED_WORD_COUNT =
      Job.of("windowed-word-count", WindowedWord.class)
          .summary("how often each word stood in the last minutes")
          .operators(
              "reduceByKeyAndWindow with and without inverse and filter, countByValueAndWindow, transform")
          .keyColumns("windowStart", "windowEnd", "word")
          .valueColumns("count")
          .recording("data/words.recording")
          .stateful()
          .twins(
              WindowOptions::new, DStreamWindowedWordCount::new, StructuredWindowedWordCount::new);

  /** Totals since the beginning. */
  public static final Job<CountedWord> RUNNING_WORD_COUNT =
      Job.of("running-word-count", CountedWord.class)
          .summary("how often each word has stood since the beginning")
          .operators("mapPartitions, updateStateByKey with an initial RDD, transform")
          .keyColumns("word")
          .valueColumns("count")
          .recording("data/words.recording")
          .stateful()
          .twins(
              RunningOptions::new, DStreamRunningWordCount::new, StructuredRunningWordCount::new);

  /** Sessions that end by silence. */
  public static final Job<VisitSession> VISIT_SESSIONS =
      Job.of("visit-sessions", VisitSession.class)
          .summary("visits per user in a session and in its last hour; sessions end by silence")
          .operators("reduceByKey, mapWithState with a timeout, stateSnapshots, transform")
          .keyColumns("user", "sessionStart")
          .valueColumns("sessionEnd", "visits", "visitsLastHour")
          .recording("data/visits.recording", Duration.ofMinutes(1))
          .stateful()
          .twins(SessionOptions::new, DStreamVisitSessions::new, StructuredVisitSessions::new);

  /** A server's log. */
  public static final Job<AccessCount> ACCESS_LOG =
      Job.of("access-log", AccessCount.class)
          .summary("status counts and most wanted endpoints of a server's log")
          .operators("flatMap, reduceByKey, filter, transform with sortByKey, union")
          .keyColumns("kind", "name")
          .valueColumns("rank", "count")
          .recording("data/access.recording")
          .rejects(record -> AccessLog.problem(record.value()))
          .twins(TopOptions::new, DStreamAccessLog::new, StructuredAccessLog::new);

  /** A model that scores. */
  public static final Job<CardScore> FRAUD_SCORE =
      Job.of("fraud-score", CardScore.class)
          .summary("how likely what each card did is fraud, by a trained model")
          .operators("flatMap, mapToPair, reduceByKey, transform with a broadcast model")
          .keyColumns("card")
          .valueColumns("transactions", "totalCents", "scoreMillionths", "fraud")
          .recording("data/transactions.recording")
          .rejects(record -> Transaction.problem(record.value()))
          .twins(ModelOptions::new, DStreamFraudScore::new, StructuredFraudScore::new);

  /** Revenue per category, by the time of the order. */
  public static final Job<Revenue> ORDER_REVENUE =
      Job.of("order-revenue", Revenue.class)
          .summary("revenue and orders per category, in windows of 5 and of 10 minutes")
          .operators("flatMap, mapToPair, reduceByKey, mapWithState; offsets of its own")
          .keyColumns("windowStart", "windowEnd", "category")
          .valueColumns("orders", "revenueCents")
          .recording("data/orders.recording")
          .stateful()
          .rejects(record -> OrderRevenue.problem(record.value(), record.arrivedAtMillis()))
          .twins(OrderOptions::new, DStreamOrderRevenue::new, StructuredOrderRevenue::new);

  /** Votes that count once. */
  public static final Job<VoteCount> VOTE_TALLY =
      Job.of("vote-tally", VoteCount.class)
          .summary("votes per candidate, each ballot once; repeated, spoiled and malformed ones")
          .operators("reduceByKey, mapWithState, flatMapToPair, updateStateByKey")
          .keyColumns("kind", "candidate")
          .valueColumns("count")
          .recording("data/votes.recording")
          .rejects(record -> VoteTally.problem(record.value()))
          .stateful()
          .twins(DStreamVoteTally::new, StructuredVoteTally::new);

  /** Statistics and alerts of devices. */
  public static final Job<DeviceReport> DEVICE_MONITOR =
      Job.of("device-monitor", DeviceReport.class)
          .summary("statistics of devices over a window; alerts on high, stuck and silent ones")
          .operators("reduceByKey, window, transform, countByWindow, union")
          .keyColumns("windowStart", "windowEnd", "kind", "metric", "device")
          .valueColumns("readings", "devices", "minMicros", "maxMicros", "meanMicros")
          .recording("data/devices.recording")
          .rejects(record -> DeviceMonitor.problem(record.value()))
          .stateful()
          .twins(MonitorOptions::new, DStreamDeviceMonitor::new, StructuredDeviceMonitor::new);

  /** Impressions with clicks. */
  public static final Job<CampaignClicks> CLICK_JOIN =
      Job.of("click-join", CampaignClicks.class)
          .summary("impressions with their clicks, of two topics: the share clicked per campaign")
          .operators(
              "filter, window, reduceByKey, join, leftOuterJoin, cogroup, union, transform, transformToPair")
          .keyColumns("windowStart", "windowEnd", "kind", "campaign")
          .valueColumns("name", "impressions", "clicked", "clicks", "clickedPerMillion")
          .recording("data/clicks.recording")
          .rejects(record -> ClickJoin.problem(record.value()))
          .twins(ClickOptions::new, DStreamClickJoin::new, StructuredClickJoin::new);

  /** Rules that change while the job runs. */
  public static final Job<FleetAlert> FLEET_WATCH =
      Job.of("fleet-watch", FleetAlert.class)
          .summary("vehicles that break a rule of speed or place; the rules may change")
          .operators("transform with a broadcast per batch, mapToPair, reduceByKey, map")
          .keyColumns("kind", "rule", "vehicle")
          .valueColumns("count", "firstAt", "fastestMicros")
          .recording("data/fleet.recording")
          .rejects(record -> FleetWatch.problem(record.value()))
          .twins(FleetOptions::new, DStreamFleetWatch::new, StructuredFleetWatch::new);

  private static final List<Job<?>> ALL =
      List.of(
          WORD_COUNT,
          WINDOWED_WORD_COUNT,
          RUNNING_WORD_COUNT,
          VISIT_SESSIONS,
          ACCESS_LOG,
          ORDER_REVENUE,
          VOTE_TALLY,
          DEVICE_MONITOR,
          CLICK_JOIN,
          FLEET_WATCH,
          FRAUD_SCORE);

  private Jobs() {}

  /** Returns every job, in the order of the documentation. */
  public static List<Job<?>> all() {
    return ALL;
  }

  /**
   * Returns the job of that name.
   *
   * @throws UserError if there is none; the message names those there are
   */
  public static Job<?> named(String name) {
    return ALL.stream()
        .filter(job -> job.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> UserError.usage("unknown job '%s': known are %s".formatted(name, names())));
  }

  /** Returns the names, comma-separated. */
  public static String names() {
    return ALL.stream().map(Job::name).collect(Collectors.joining(", "));
  }
}
