package io.twinstream.ends.kafka;

import io.twinstream.api.InputRecord;
import io.twinstream.api.ReplayedRecords;
import io.twinstream.api.Sink;
import io.twinstream.api.Source;
import io.twinstream.api.TopicIds;
import io.twinstream.error.UserError;
import io.twinstream.savepoint.SourceOffsets;
import io.twinstream.savepoint.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaInputDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.kafka010.ConsumerStrategies;
import org.apache.spark.streaming.kafka010.KafkaUtils;
import org.apache.spark.streaming.kafka010.LocationStrategies;
import org.apache.spark.streaming.kafka010.OffsetRange;
import org.apache.spark.streaming.scheduler.StreamInputInfo;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * Records of Kafka topics: the direct stream on the classic engine, Spark's {@code kafka} source in
 * the port. A value is a line of UTF-8.
 *
 * <p>Both begin at the same offsets, and both read a partition that is added later from its
 * beginning: the direct stream would begin it where its {@code auto.offset.reset} says, and so lose
 * what was written before it was seen if that were {@code latest}.
 */
public final class KafkaSource implements Source, Source.Replay, Source.Tracked {
  /** Spark's setting for topics where offsets are missing between records. */
  static final String GAPS = "spark.streaming.kafka.allowNonConsecutiveOffsets";

  private final KafkaAddress address;
  private final KafkaReading reading;
  private final Map<TopicPartition, Long> done = new ConcurrentHashMap<>();
  private Map<TopicPartition, Long> ends = Map.of();
  private TopicIds topics = TopicIds.none();
  private StartingOffsets starting;
  private Map<TopicPartition, Long> kept = Map.of();
  private Map<TopicPartition, Long> goesOnAt = Map.of();
  private Optional<String> group;
  private boolean isTracked;
  private boolean hasGaps;
  private volatile boolean isPort;

  public KafkaSource(KafkaAddress address, KafkaReading reading) {
    this.address = address;
    this.reading = reading;
    this.starting = StartingOffsets.parse(reading.starting());
    this.group = reading.group();
  }

  @Override
  public String spec() {
    return address.spec();
  }

  /**
   * Begins the classic stream at offsets that were kept, where there are any, and keeps those of
   * its batches in {@link DirectOffsets}.
   *
   * @param as the consumer group of the stream; empty for one of its own
   */
  public void goOnAt(Map<TopicPartition, Long> offsets, Optional<String> as) {
    kept = offsets;
    goesOnAt = offsets;
    group = as;
    isTracked = true;
  }

  /**
   * Returns the offset at which each partition begins, and begins there whatever is written until
   * then; after {@link #goOnAt}.
   */
  public Map<TopicPartition, Long> settleStarts() {
    kept = starts();
    return kept;
  }

  /** Tells whether a second start with the same options begins with the same records. */
  public boolean startsAreStable() {
    return reading.isFromEarliest();
  }

  /** Returns the keeper of offsets in a consumer group, beside the rows of that sink. */
  public <R> OffsetKeeper<R> keptInGroup(String name, Sink<R> rows) {
    return new OffsetsInGroup<>(group(name), rows);
  }

  /** Returns what a consumer group has committed of these topics. */
  CommittedOffsets group(String name) {
    return new GroupOffsets(this::cluster, address, name);
  }

  /** All there are where that time is longer ago than the topic goes back. */
  @Override
  public ReplayedRecords before(long sinceMillis) {
    Map<TopicPartition, Long> from = since(sinceMillis);
    OffsetRange[] ranges =
        goesOnAt.entrySet().stream()
            .map(end -> OffsetRange.create(end.getKey(), from.get(end.getKey()), end.getValue()))
            .toArray(OffsetRange[]::new);
    return new KafkaReplay(new HashMap<>(client()), ranges, hasGaps, System.currentTimeMillis());
  }

  /**
   * Returns the records below the offsets of {@link #goOnAt}, from that long before the first
   * record at or after them.
   *
   * @param memory empty for all records
   * @throws UserError if all are wanted and some are gone
   */
  public ReplayedRecords counted(Optional<Duration> memory) {
    if (memory.isEmpty()) {
      try (KafkaCluster cluster = cluster()) {
        cluster.checkWhole(goesOnAt.keySet());
      }
    }
    return before(memory.map(past -> nextArrivalMillis() - past.toMillis()).orElse(0L));
  }

  @Override
  public void readAgain(long sinceMillis) {
    starting = StartingOffsets.of(since(sinceMillis));
  }

  private Map<TopicPartition, Long> since(long millis) {
    try (KafkaCluster cluster = cluster()) {
      return cluster.before(goesOnAt, millis);
    }
  }

  @Override
  public long nextArrivalMillis() {
    return FirstArrival.millis(address.servers(), client(), goesOnAt);
  }

  @Override
  public void check() {
    try (KafkaCluster cluster = cluster()) {
      ends = cluster.latest(cluster.partitions(address.topics()));
      topics = cluster.ids(address.topics());
    }
  }

  @Override
  public TopicIds topics() {
    return topics;
  }

  @Override
  public void startAt(List<SourcePosition> positions) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (SourcePosition position : positions) {
      if (position.kind().equals("files")) {
        throw UserError.usage(
            "source %s: the savepoint was taken in the middle of files: continue from there with a source files:..."
                .formatted(spec()));
      }
      TopicIds.of(position)
          .check(
              topics,
              "savepoint",
              "start without it, or from a savepoint that was made since then");
    }
    SourceOffsets.of(positions)
        .least()
        .forEach(
            (partition, offset) ->
                offsets.put(new TopicPartition(partition.topic(), partition.partition()), offset));
    if (!reading.isFromEarliest()) {
      throw UserError.usage(
          "starting offsets %s: the savepoint says where to start: remove one of them"
              .formatted(reading.starting()));
    }
    goesOnAt = offsets;
    starting = StartingOffsets.of(offsets);
  }

  @Override
  public void configure(SparkConf conf) {
    hasGaps = conf.getBoolean(GAPS, false);
    if (hasGaps) {
      conf.set(GAPS, "false"); // else Spark counts each batch by its own reading
      conf.set(GappedRanges.SETTING, "true");
    }
    reading
        .maxRatePerPartition()
        .ifPresent(
            rate -> conf.set("spark.streaming.kafka.maxRatePerPartition", Long.toString(rate)));
  }

  @Override
  public JavaDStream<String> dstream(JavaStreamingContext context) {
    return direct(context)
        .filter(record -> record.value() != null)
        .map(record -> new String(record.value(), StandardCharsets.UTF_8));
  }

  @Override
  public JavaDStream<InputRecord> records(JavaStreamingContext context) {
    return direct(context)
        .transform(
            (records, time) -> {
              long readAt = Math.max(time.milliseconds(), System.currentTimeMillis());
              return records.map(record -> KafkaRecords.of(record, readAt));
            });
  }

  private JavaDStream<ConsumerRecord<byte[], byte[]>> direct(JavaStreamingContext context) {
    JavaInputDStream<ConsumerRecord<byte[], byte[]>> direct =
        KafkaUtils.createDirectStream(
            context,
            LocationStrategies.PreferConsistent(),
            ConsumerStrategies.Subscribe(address.topics(), client(), starts()),
            new CurrentRate());
    JavaDStream<ConsumerRecord<byte[], byte[]>> records =
        isTracked ? DirectOffsets.tracked(direct) : direct;
    return GappedRanges.rereadIfSet(records, client());
  }

  private Map<String, Object> client() {
    return ConsumerSettings.ofClassic(address, reading.client(), group);
  }

  @Override
  public Dataset<Row> structured(SparkSession session) {
    isPort = true;
    DataStreamReader reader =
        session
            .readStream()
            .format("kafka")
            .options(ConsumerSettings.ofPort(address, reading))
            .option("includeHeaders", true)
            .option("subscribe", String.join(",", address.topics()))
            .option("startingOffsets", StartingOffsets.toJson(starts()));
    reading.maxOffsetsPerTrigger().ifPresent(most -> reader.option("maxOffsetsPerTrigger", most));
    return reader
        .load()
        .selectExpr(
            "CAST(value AS STRING) AS value",
            KafkaRecords.ARRIVED_AT,
            "topic",
            "partition",
            "offset",
            "key",
            "value AS bytes",
            "headers");
  }

  /** All there is at the start; of the port no one says when it is read, but when it is done. */
  @Override
  public boolean hasEnded() {
    return isPort || isProcessed();
  }

  @Override
  public Optional<Replay> replay() {
    return Optional.of(this);
  }

  @Override
  public Optional<Tracked> tracked() {
    return Optional.of(this);
  }

  @Override
  public boolean isProcessed() {
    return ends.entrySet().stream()
        .allMatch(end -> done.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  @Override
  public Optional<Source.Positions> positions() {
    return Optional.of(new KafkaPositions(this::cluster, done));
  }

  @Override
  public void completed(SourceProgress progress) {
    StartingOffsets.ofJson(progress.endOffset())
        .forEach((partition, until) -> done.merge(partition, until, Math::max));
  }

  @Override
  public void completed(StreamInputInfo input) {
    scala.Option<Object> ranges = input.metadata().get("offsets");
    if (ranges.isDefined()) {
      for (Iterator<?> each = ((Seq<?>) ranges.get()).iterator(); each.hasNext(); ) {
        OffsetRange range = (OffsetRange) each.next();
        done.merge(range.topicPartition(), range.untilOffset(), Math::max);
      }
    }
  }

  @Override
  public Optional<UserError> explain(Throwable failure) {
    return new KafkaFailures(address, this::cluster, hasGaps).explain(failure);
  }

  private Map<TopicPartition, Long> starts() {
    try (KafkaCluster cluster = cluster()) {
      Set<TopicPartition> partitions = cluster.partitions(address.topics());
      return starting.resolve(cluster.earliest(partitions), cluster.latest(partitions), kept);
    }
  }

  private KafkaCluster cluster() {
    return KafkaCluster.connect(address.servers(), reading.client());
  }
}
