package io.twinstream.migration.compare.rows;

import io.twinstream.error.UserError;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** The rows of two programs that are still writing: what is read, and which columns they have. */
public final class LiveRows implements AutoCloseable {
  /** Takes the rows of a scan, from one thread at a time. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes rows that follow one another in their partitions.
     *
     * @param position from where a later scan goes on once these are kept; null where every scan
     *     brings all rows
     */
    void accept(List<LiveRow> rows, String position);
  }

  private final RowsRequest request;
  private final EnumMap<Side, End> ends = new EnumMap<>(Side.class);
  private final EnumMap<Side, LiveEnd> lives = new EnumMap<>(Side.class);
  private final EnumMap<Side, EndRows> shapes = new EnumMap<>(Side.class);

  /** Shapes that cannot be compared yet: the other side may come to have these columns too. */
  private final EnumMap<Side, EndRows> coming = new EnumMap<>(Side.class);

  private Plan plan;

  private LiveRows(RowsRequest request) {
    this.request = request;
    ends.put(Side.LEFT, End.parse(request.left(), request.kafka(), request.isLog()));
    ends.put(Side.RIGHT, End.parse(request.right(), request.kafka(), request.isLog()));
    ends.forEach((side, end) -> lives.put(side, live(end)));
  }

  private LiveEnd live(End end) {
    return end instanceof KafkaEnd topic
        ? new KafkaLive(topic, request.isLog())
        : new WholeLive(end);
  }

  /**
   * Checks what can be checked without reading.
   *
   * @throws UserError if an end is not known, or the request is one that cannot be followed
   */
  public static LiveRows of(RowsRequest request) {
    if (request.isLog() && !request.tolerances().isEmpty()) {
      throw UserError.usage(
          "a log is followed by its whole rows, so its numbers have no tolerance: compare a table, or compare once");
    }
    return new LiveRows(request);
  }

  /** Returns an end as it was written, without passwords. */
  public String spec(Side side) {
    return ends.get(side).spec();
  }

  /** Returns the servers of a topic among the ends. */
  public Optional<String> servers() {
    return ends.values().stream()
        .filter(KafkaEnd.class::isInstance)
        .map(end -> ((KafkaEnd) end).address().servers())
        .findFirst();
  }

  /** Tells whether a scan brings what is new, and not all there is. */
  public boolean isIncremental(Side side) {
    return lives.get(side).isIncremental();
  }

  /** Tells whether a scan can bring the rows from a time on; only if there is a layout. */
  public boolean hasRange(Side side) {
    return lives.get(side).hasRange(plan, side, shapes.get(side));
  }

  /** Goes on where an earlier run was; both null for the beginning. */
  public void resume(Side side, String position, String columns) {
    lives.get(side).resume(position, columns);
    shapes.remove(side);
    coming.clear();
    plan = null;
  }

  /** Returns the columns of a side as {@link #resume} takes them; null if none need be kept. */
  public String columns(Side side) {
    return lives.get(side).columns();
  }

  /**
   * Looks for the columns of a side, unless they are known; tells whether there is a row or a
   * definition that shows them.
   *
   * @throws UserError if the end cannot be read
   */
  public boolean look(SparkSession session, Side side) {
    if (!shapes.containsKey(side)) {
      reading(side, () -> lives.get(side).shape(session))
          .ifPresent(shape -> shapes.put(side, shape));
    }
    return shapes.containsKey(side);
  }

  /**
   * Returns what is compared, once both sides have columns.
   *
   * @throws UserError if columns are missing, or cannot be compared
   */
  public Optional<Layout> layout() {
    if (plan == null && shapes.size() == Side.values().length) {
      plan = planned();
    }
    return Optional.ofNullable(plan).map(Plan::layout);
  }

  private Plan planned() {
    return Plan.of(request, shape(Side.LEFT), shape(Side.RIGHT), spec(Side.LEFT), spec(Side.RIGHT));
  }

  private EndRows shape(Side side) {
    return coming.getOrDefault(side, shapes.get(side));
  }

  /**
   * Reads a side; tells whether it has: what has not changed is not read again.
   *
   * @param low only rows that are not older; only where {@link #hasRange}
   * @throws UserError if it cannot be read
   * @throws LayoutChanged if other columns are compared now
   */
  public boolean scan(SparkSession session, Side side, OptionalLong low, Sink sink) {
    return reading(
        side, () -> lives.get(side).scan(session, side, rows -> plan(side, rows), low, sink));
  }

  private Plan plan(Side side, EndRows rows) {
    if (rows.rows().schema().equals(shapes.get(side).rows().schema())) {
      return plan;
    }
    coming.put(side, rows);
    Plan other;
    try {
      other = planned();
    } catch (UserError e) {
      throw UserError.failed(e.getMessage(), e);
    }
    if (!other.layout().signature().equals(plan.layout().signature())) {
      throw new LayoutChanged(
          "the %s has other columns than before (%s)"
              .formatted(side, String.join(", ", rows.columns())));
    }
    shapes.putAll(coming);
    coming.clear();
    plan = other;
    return plan;
  }

  /** Returns what a reader should know of what was read so far. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (plan != null) {
      notes.addAll(plan.notes());
    }
    lives.forEach(
        (side, live) -> {
          if (live instanceof KafkaLive topic) {
            if (topic.untold() > 0) {
              notes.add(
                  "the %s: %,d records without a value were left out"
                      .formatted(side, topic.untold()));
            }
            if (topic.gone() > 0) {
              notes.add(
                  "the %s: the broker has removed %,d records before they were read"
                      .formatted(side, topic.gone()));
            }
          }
        });
    return notes;
  }

  private <T> T reading(Side side, Supplier<T> read) {
    try {
      return read.get();
    } catch (UserError | LayoutChanged e) {
      throw e;
    } catch (Exception e) { // checked ones of Scala too, which Java does not see coming
      for (Throwable each = e; each != null; each = each.getCause()) {
        if (each instanceof UserError known) {
          throw known;
        }
      }
      throw UserError.failed(
          "%s: cannot be read: %s".formatted(spec(side), RowsComparison.reason(e)), e);
    }
  }

  @Override
  public void close() {
    lives.values().forEach(LiveEnd::close);
  }
}
