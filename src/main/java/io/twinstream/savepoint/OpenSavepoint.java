package io.twinstream.savepoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.error.UserError;
import io.twinstream.internals.PartialRows;
import java.util.List;
import java.util.SortedMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A savepoint to start from. */
public final class OpenSavepoint {
  private final SparkSession session;
  private final String folder;
  private final Savepoint content;

  OpenSavepoint(SparkSession session, String folder, Savepoint content) {
    this.session = session;
    this.folder = folder;
    this.content = content;
  }

  /** Returns the contents of {@code savepoint.json}. */
  public Savepoint content() {
    return content;
  }

  /**
   * Returns the state of the only stateful operator: columns {@code key} and {@code state}, and
   * {@code updatedAt} (epoch milliseconds) of mapWithState.
   *
   * @throws UserError if there is none, or several, or it is not whole
   */
  public Dataset<Row> state() {
    return checked(only());
  }

  /**
   * Returns the state of an operator, as {@link #state()} does.
   *
   * @throws UserError if there is none of that name, or it is not whole
   */
  public Dataset<Row> state(String operator) {
    return checked(named(operator));
  }

  /**
   * Returns the rows of {@link #state()} as a stream that a query has once: all in the first
   * micro-batch of a new checkpoint, and again only while that micro-batch is not committed.
   *
   * <p>A port that aggregates begins with it: {@code seed().union(input).groupBy(key).agg(...)},
   * where a row of the input stands for one record, and one of the seed for all that the old
   * application had counted of its key. The functions must merge such rows: {@code sum}, {@code
   * min}, {@code max}; a count is a sum of ones, an average a sum divided by a count after the
   * aggregation. Others are refused by the first micro-batch, with the reason. In update mode that
   * micro-batch writes a row for each key.
   *
   * <p>The seed stays in the query for as long as its checkpoint is used, and so does {@code
   * savepoint.json}. The folder {@code state} is needed until the first micro-batch is committed;
   * until then another savepoint, or one that has changed, fails the query. Later another one is
   * not read.
   *
   * @throws UserError if there is no state, or several
   */
  public Dataset<Row> seed() {
    return seed(only());
  }

  /**
   * Returns the state of an operator as a stream, as {@link #seed()} does.
   *
   * @throws UserError if there is none of that name
   */
  public Dataset<Row> seed(String operator) {
    return seed(named(operator));
  }

  /**
   * Writes the checkpoint with which a port that aggregates begins, so that its plan needs no seed:
   * the state of the rows, and these offsets. Call it before each start; it does nothing where
   * there is a checkpoint.
   *
   * <p>The port reads one source, of Kafka, and its plan is the same for its input and for the
   * seed: {@code savepoint.writeCheckpoint(dir, "update",
   * totals(savepoint.seed().selectExpr(...)))}, then {@code totals(input).writeStream()} with
   * {@code dir}. Its first micro-batch has the number 1, which Spark's file sink does not take.
   *
   * @param checkpoint a directory that is not there yet, or empty
   * @param outputMode {@code update} or {@code complete}, as the port's
   * @param aggregated the plan over the seed
   * @return whether it was written
   * @throws UserError if the plan reads more than the seed, its functions do not merge, or the
   *     directory cannot be written
   */
  public boolean writeCheckpoint(String checkpoint, String outputMode, Dataset<Row> aggregated) {
    return BegunCheckpoint.write(checkpoint, outputMode, aggregated, startingOffsets());
  }

  private Dataset<Row> seed(StateCopy copy) {
    PartialRows.check(session, SeedStream.class);
    return SeedProvider.load(session, folder, copy);
  }

  /**
   * Returns the location of the state of the only stateful operator.
   *
   * @throws UserError if there is none, or several, or it is not whole
   */
  public SavedState saved() {
    StateCopy only = only();
    checked(only);
    return SavedState.in(folder, only);
  }

  /**
   * Checks that every state is there.
   *
   * @throws UserError if one is not whole
   */
  public void check() {
    content.states().forEach(this::checked);
  }

  private StateCopy named(String operator) {
    return content.states().stream()
        .filter(state -> state.name().equals(operator))
        .findFirst()
        .orElseThrow(
            () ->
                UserError.usage(
                    "savepoint %s: no state '%s': there is %s"
                        .formatted(folder, operator, names())));
  }

  private StateCopy only() {
    if (content.states().size() != 1) {
      throw UserError.usage(
          "savepoint %s: holds the state of %d operators (%s), where one is wanted"
              .formatted(folder, content.states().size(), names()));
    }
    return content.states().get(0);
  }

  private Dataset<Row> checked(StateCopy copy) {
    Dataset<Row> rows = SavedState.in(folder, copy).rows(session);
    long found = rows.count();
    if (found != copy.rows()) {
      throw UserError.failed(
          "savepoint %s: state '%s' has %,d rows where it should have %,d: it is not whole, make it again"
              .formatted(folder, copy.name(), found, copy.rows()));
    }
    return rows;
  }

  /**
   * Returns the next offset of every partition of Kafka, of all sources together. If several
   * sources read a partition, this is the lowest of their offsets: nothing is lost, and some
   * records are read again. {@link SourceOffsets#again} lists those, and {@code
   * content().sources()} has the offsets of each source.
   */
  public SortedMap<TopicPartition, Long> offsets() {
    return SourceOffsets.of(content.sources()).least();
  }

  /**
   * Returns the offsets as the option {@code startingOffsets} of Spark's Kafka source takes them:
   * {@code {"topic":{"0":5}}}.
   */
  public String startingOffsets() {
    return startingOffsets(offsets()::get);
  }

  /** Returns other offsets of the same partitions in that form. */
  public String startingOffsets(ToLongFunction<TopicPartition> offset) {
    ObjectNode topics = JsonNodeFactory.instance.objectNode();
    for (TopicPartition each : offsets().keySet()) {
      topics
          .withObject("/" + each.topic().replace("~", "~0").replace("/", "~1"))
          .put(Integer.toString(each.partition()), offset.applyAsLong(each));
    }
    return Savepoints.json(topics);
  }

  /**
   * Returns the {@code startTime} in milliseconds that puts windows of Structured Streaming over
   * arrival times at the classic ones.
   *
   * <p>Classic windows end at the zero time plus multiples of the slide ({@code
   * DStream.isTimeValid}); a batch holds what arrived in the interval before it.
   *
   * @throws UserError if the savepoint is not of a classic application: it has no zero time
   */
  public long windowStartMillis(long windowMillis, long slideMillis) {
    if (!content.engine().equals("dstream")) {
      throw UserError.usage(
          "savepoint %s: is of %s, not of a classic application: it does not say where windows begin"
              .formatted(folder, content.engine()));
    }
    return Math.floorMod(content.zeroTimeMillis() - windowMillis, slideMillis);
  }

  private List<String> names() {
    return content.states().stream().map(StateCopy::name).collect(Collectors.toList());
  }
}
