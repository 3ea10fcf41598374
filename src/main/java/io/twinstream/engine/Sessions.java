package io.twinstream.engine;

import com.google.common.base.Throwables;
import io.twinstream.api.Sink;
import io.twinstream.api.Source;
import io.twinstream.error.UserError;
import io.twinstream.internals.ClosedStores;
import io.twinstream.internals.VirtualClock;
import io.twinstream.recovery.LocalCheckpointFs;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the Spark session that a run needs. */
public final class Sessions {
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
  private static final String MASTER = "spark.master";

  /** A system property that conf/log4j2.properties asks for. */
  private static final String IS_LOCAL = "twinstream.local";

  private Sessions() {}

  /**
   * Returns a new session.
   *
   * @param name the application's name
   * @param settings Spark's settings, over those of spark-submit; {@code spark.master} is {@code
   *     local[*]} where nobody says
   * @throws UserError if the source needs more cores than a local master has
   */
  public static SparkSession open(String name, Map<String, String> settings, Source source) {
    return checked(settings, source).open(name);
  }

  /**
   * Checks that such a session can be opened.
   *
   * @throws UserError if the master is malformed or not there, or has no core left for the source
   */
  public static Checked checked(Map<String, String> settings, Source source) {
    SparkConf conf = new SparkConf();
    settings.forEach(conf::set);
    conf.setIfMissing(MASTER, "local[*]");
    String master = conf.get(MASTER);
    Masters.check(master);
    if (Masters.localCores(master) == 1 && source.receiver().isPresent()) {
      throw UserError.usage(
          "master %s: the receiver of %s takes one core for good and leaves none to count with: use local[2] or more"
              .formatted(master, source.spec()));
    }
    return new Checked(conf, source);
  }

  /** Settings of a session that can be opened. */
  public static final class Checked {
    private final SparkConf conf;
    private final Source source;

    private Checked(SparkConf conf, Source source) {
      this.conf = conf;
      this.source = source;
    }

    /** Returns these settings with those that a sink needs. */
    public Checked with(Sink<?> sink) {
      sink.configure(conf);
      return this;
    }

    /** Returns a new session; once. */
    public SparkSession open(String name) {
      source.configure(conf);
      if (source.virtualTime().isPresent()) {
        VirtualClock.configure(conf);
        // A micro-batch without input, run when the watermark moves, would take the number of a
        // batch of the recording.
        conf.setIfMissing("spark.sql.streaming.noDataMicroBatches.enabled", "false");
        // The thread that batches the driver's log of receivers complains when its context stops;
        // there are no receivers.
        conf.setIfMissing("spark.streaming.driver.writeAheadLog.allowBatching", "false");
      }
      return Sessions.open(name, conf);
    }
  }

  /**
   * Returns a new session for queries that end.
   *
   * @param settings Spark's settings, over those of spark-submit
   * @param defaults settings that count where neither of them says anything
   */
  public static SparkSession openForQueries(
      String name, Map<String, String> settings, Map<String, String> defaults) {
    SparkConf conf = new SparkConf();
    settings.forEach(conf::set);
    defaults.forEach(conf::setIfMissing);
    conf.setIfMissing(MASTER, "local[*]");
    Masters.check(conf.get(MASTER));
    return open(name, conf);
  }

  private static SparkSession open(String name, SparkConf conf) {
    conf.setAppName(name);
    int cores = Masters.localCores(conf.get(MASTER));
    System.setProperty(IS_LOCAL, Boolean.toString(cores > 0));
    if (cores > 0) {
      // Spark's default of 200 is for clusters; each partition costs about a millisecond in every
      // batch.
      conf.setIfMissing("spark.sql.shuffle.partitions", Integer.toString(cores));
      conf.setIfMissing(LocalCheckpointFs.SETTING, LocalCheckpointFs.class.getName());
      onLoopback(conf);
    }
    // Spark ends threads by interrupting them, a receiver that waits to connect again among them:
    // that is no news.
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          if (!(failure instanceof InterruptedException)) {
            LOG.error("thread {} ended", thread.getName(), failure);
          }
        });
    // Spark 4.2 else refuses what a driver that was killed in its first micro-batch has left.
    conf.setIfMissing("spark.sql.streaming.verifyCheckpointDirectoryEmptyOnStart", "false");
    SparkSession session = started(conf);
    session.sparkContext().addSparkListener(new ClosedStores());
    return session;
  }

  /** Starts Spark, and reads its settings, which Spark itself leaves until a query needs them. */
  private static SparkSession started(SparkConf conf) {
    SparkSession session = null;
    try {
      session = SparkSession.builder().config(conf).getOrCreate();
      session.sessionState();
      return session;
    } catch (IllegalArgumentException e) {
      if (session != null) {
        session.stop();
      }
      throw UserError.usage(
          "Spark does not take a setting: %s".formatted(Throwables.getRootCause(e).getMessage()),
          e);
    }
  }

  /**
   * Has a driver without a cluster open its ports on the loopback interface only. By default Spark
   * opens them on the machine's address, and its RPC reads the Java objects of whoever connects.
   */
  public static SparkConf onLoopback(SparkConf conf) {
    return conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1")
        .setIfMissing("spark.driver.host", "localhost");
  }
}
