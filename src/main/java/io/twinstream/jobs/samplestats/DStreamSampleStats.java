package io.twinstream.jobs.samplestats;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import org.apache.spark.api.java.Optional;
import org.apache.spark.api.java.function.Function3;
import org.apache.spark.streaming.State;
import org.apache.spark.streaming.StateSpec;
import org.apache.spark.streaming.api.java.JavaDStream;
import scala.Tuple2;

/**
 * Statistics of samples per minute on classic Spark Streaming.
 *
 * <ul>
 *   <li>Input: records, see {@link SampleStats}.
 *   <li>Output: one {@link MinuteStats} per minute that the batch changed.
 *   <li>State: the end of a minute to {@link MinuteSamples}, for good. Made again from Kafka where
 *       offsets alone are kept.
 *   <li>Time: the sample's own.
 *   <li>Delivery: exact where the source can be read again; a row that is written again replaces
 *       itself.
 *   <li>Twin: {@link StructuredSampleStats}. Known differences: none.
 * </ul>
 */
public final class DStreamSampleStats implements DStreamTwin<MinuteStats> {
  /** Returns the minute; null where an earlier run has written all there is of it. */
  private static final Function3<Long, Optional<MinuteSamples>, State<MinuteSamples>, MinuteSamples>
      ADD_TO_MINUTE =
          (end, added, minute) -> {
            MinuteSamples after = minute.exists() ? minute.get().and(added.get()) : added.get();
            minute.update(after);
            return added.get().isWrittenBefore() ? null : after;
          };

  private final SampleStats rule;

  public DStreamSampleStats(SampleOptions options) {
    rule = options.rule();
  }

  @Override
  public JavaDStream<MinuteStats> topology(ClassicInput in) {
    JavaDStream<MinuteSamples> samples = in.records().flatMap(rule::samples);
    return withSamplesBefore(in, samples)
        .mapToPair(sample -> new Tuple2<>(sample.getWindowEnd().getTime(), sample))
        .reduceByKey(MinuteSamples::and)
        .mapWithState(StateSpec.function(ADD_TO_MINUTE))
        .filter(minute -> minute != null)
        .map(MinuteSamples::stats);
  }

  /** Those that were counted before make state, and no rows. */
  private JavaDStream<MinuteSamples> withSamplesBefore(
      ClassicInput in, JavaDStream<MinuteSamples> samples) {
    return in.replayedStream()
        .map(records -> records.flatMap(rule::samples).map(MinuteSamples::written).union(samples))
        .orElse(samples);
  }

  public static void main(String[] args) {
    JobMain.main("sample-stats", Engine.DSTREAM, args);
  }
}
