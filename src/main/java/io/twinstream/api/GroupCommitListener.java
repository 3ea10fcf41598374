package io.twinstream.api;

import io.twinstream.error.UserError;
import io.twinstream.internals.QueryCheckpoint;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import scala.Option;

/**
 * Commits to a consumer group where the queries of an application stand, so that the tools that
 * show the lag of groups show theirs: Structured Streaming commits nothing itself. Any query has it
 * by configuration:
 *
 * <pre>
 * spark.sql.streaming.streamingQueryListeners=io.twinstream.api.GroupCommitListener
 * spark.twinstream.commit.group=orders
 * spark.twinstream.commit.servers=broker:9092
 * </pre>
 *
 * <p>The group is never ahead of a query's commit log, and at most one micro-batch behind it, also
 * after a kill: at its start a query commits what its log says. Nothing waits for a commit: they
 * are made by a thread of their own, only the newest counts, and one that fails is made up for by
 * the next. A broker that is away is warned of once.
 *
 * <p>Where several queries or sources read a partition, the least of their offsets is committed.
 * Evolving.
 */
public final class GroupCommitListener extends StreamingQueryListener {
  private static final long serialVersionUID = 1L;

  /** The setting of Spark that names listeners. */
  public static final String LISTENERS = "spark.sql.streaming.streamingQueryListeners";

  /** The setting of the consumer group. It must have no members. */
  public static final String GROUP = "spark.twinstream.commit.group";

  /** The setting of the brokers, {@code HOST:PORT,...}, which a query's progress does not name. */
  public static final String SERVERS = "spark.twinstream.commit.servers";

  /** The setting of a file of properties for Kafka's client, on the driver; none if not set. */
  public static final String PROPERTIES = "spark.twinstream.commit.properties";

  private final transient GroupCommits commits;

  /**
   * Made by Spark.
   *
   * @throws UserError if a setting is missing, or the file cannot be read
   */
  public GroupCommitListener(SparkConf conf) {
    commits =
        new GroupCommits(
            required(conf, GROUP),
            required(conf, SERVERS),
            Optional.ofNullable(conf.get(PROPERTIES, null)));
    commits.prepare();
  }

  private static String required(SparkConf conf, String name) {
    String value = conf.get(name, "");
    if (value.isBlank()) {
      throw UserError.usage(
          "%s is not set, and %s needs it: set %s and %s"
              .formatted(name, GroupCommitListener.class.getSimpleName(), GROUP, SERVERS));
    }
    return value;
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {
    Option<SparkSession> active = SparkSession.getActiveSession();
    Option<SparkSession> session = active.isDefined() ? active : SparkSession.getDefaultSession();
    if (session.isDefined()) {
      StreamingQuery query = session.get().streams().get(event.id());
      Configuration hadoop = session.get().sparkContext().hadoopConfiguration();
      if (query != null) {
        QueryCheckpoint.of(query)
            .ifPresent(
                folder -> commits.started(event.runId(), new FinishedOffsets(folder, hadoop)));
      }
    }
  }

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    commits.finished(
        event.progress().runId(),
        Arrays.stream(event.progress().sources())
            .filter(source -> source.description().startsWith("Kafka"))
            .map(SourceProgress::endOffset)
            .toList());
  }

  /** Waits a little for the last commit: the query is over, and the application may end next. */
  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {
    commits.ended(event.runId());
  }
}
