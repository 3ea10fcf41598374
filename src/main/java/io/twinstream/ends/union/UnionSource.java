package io.twinstream.ends.union;

import io.twinstream.api.Engine;
import io.twinstream.api.InputRecord;
import io.twinstream.api.Source;
import io.twinstream.api.TopicIds;
import io.twinstream.ends.RecordColumns;
import io.twinstream.error.UserError;
import io.twinstream.savepoint.SourcePosition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.scheduler.StreamInputInfo;

/**
 * The records of several sources of different kinds, each of which keeps its own place: {@code
 * union} of DStreams, and of streaming Datasets.
 */
final class UnionSource implements Source, Source.Tracked {
  private final String spec;
  private final List<Source> parts;

  /**
   * @param parts of different kinds, none with a receiver or a time of its own
   */
  UnionSource(String spec, List<Source> parts) {
    this.spec = spec;
    this.parts = parts;
  }

  static String kind(Source part) {
    return part.spec().substring(0, part.spec().indexOf(':'));
  }

  @Override
  public String spec() {
    return spec;
  }

  @Override
  public void check() {
    parts.forEach(Source::check);
  }

  @Override
  public void configure(SparkConf conf) {
    parts.forEach(part -> part.configure(conf));
  }

  @Override
  public JavaDStream<String> dstream(JavaStreamingContext context) {
    return parts.stream()
        .map(part -> part.dstream(context))
        .reduce(JavaDStream::union)
        .orElseThrow();
  }

  @Override
  public JavaDStream<InputRecord> records(JavaStreamingContext context) {
    return parts.stream()
        .map(part -> part.records(context))
        .reduce(JavaDStream::union)
        .orElseThrow();
  }

  @Override
  public Dataset<Row> structured(SparkSession session) {
    return parts.stream()
        .map(part -> RecordColumns.whole(part.structured(session)))
        .reduce(Dataset::unionByName)
        .orElseThrow();
  }

  @Override
  public String countedAs(Engine engine) {
    return "record";
  }

  @Override
  public boolean hasEnded() {
    return parts.stream().allMatch(Source::hasEnded);
  }

  @Override
  public boolean isReplayable(SparkConf conf) {
    return parts.stream().allMatch(part -> part.isReplayable(conf));
  }

  @Override
  public Optional<UserError> explain(Throwable failure) {
    return parts.stream().flatMap(part -> part.explain(failure).stream()).findFirst();
  }

  /** Those of the one part that has topics. */
  @Override
  public TopicIds topics() {
    return parts.stream()
        .map(Source::topics)
        .filter(ids -> !ids.equals(TopicIds.none()))
        .findFirst()
        .orElse(TopicIds.none());
  }

  /** Each part starts at the positions of its kind. */
  @Override
  public void startAt(List<SourcePosition> positions) {
    Map<Source, List<SourcePosition>> ofPart = new LinkedHashMap<>();
    for (SourcePosition position : positions) {
      Source part =
          parts.stream()
              .filter(each -> kind(each).equals(position.kind()))
              .findFirst()
              .orElse(parts.get(0)); // which says that it cannot
      ofPart.computeIfAbsent(part, any -> new ArrayList<>()).add(position);
    }
    ofPart.forEach(Source::startAt);
  }

  @Override
  public Optional<Tracked> tracked() {
    return Optional.of(this);
  }

  /** Each part knows its own batches by what is in them. */
  @Override
  public void completed(StreamInputInfo input) {
    parts.forEach(part -> part.tracked().ifPresent(tracked -> tracked.completed(input)));
  }

  /** Not told to the parts: the progress of a query does not say of which source it is. */
  @Override
  public void completed(SourceProgress progress) {}

  /** Not known: files are not followed. */
  @Override
  public boolean isProcessed() {
    return false;
  }
}
