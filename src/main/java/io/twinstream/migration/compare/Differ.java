package io.twinstream.migration.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.api.Grain;
import io.twinstream.api.Rejection;
import io.twinstream.api.RowFormat;
import io.twinstream.ends.recording.Recording;
import io.twinstream.migration.compare.Divergence.Kind;
import io.twinstream.migration.compare.Divergence.Neighbour;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Compares the rows of two runs batch by batch, one batch in memory at a time. */
final class Differ {
  private static final int NEIGHBOURS = 3;
  private static final int[] SHIFTS = {1, -1, 2, -2};

  private final Recording recording;
  private final RowFormat format;
  private final Grain grain;
  private final EngineRun dstream;
  private final EngineRun structured;

  Differ(
      Recording recording, RowFormat format, Grain grain, EngineRun dstream, EngineRun structured) {
    this.recording = recording;
    this.format = format;
    this.grain = grain;
    this.dstream = dstream;
    this.structured = structured;
  }

  /**
   * Returns the outcome.
   *
   * @param rejection why the job cannot read a record
   */
  Comparison.Result result(String job, Rejection rejection) {
    List<Long> divergent = new ArrayList<>();
    try (RowLog left = RowLog.open(dstream.rows());
        RowLog right = RowLog.open(structured.rows())) {
      for (long batch : batchesWithRows()) {
        if (!left.rowsOf(batch).equals(right.rowsOf(batch))) {
          divergent.add(batch);
        }
      }
    }
    Optional<Divergence> first =
        divergent.stream().findFirst().map(batch -> describe(batch, divergent));
    Optional<String> lack =
        first.isPresent()
            ? Optional.empty()
            : new Evidence(recording, rejection, dstream, structured).lack();
    return new Comparison.Result(
        job, recording, format, dstream, structured, divergent.size(), first, lack);
  }

  private TreeSet<Long> batchesWithRows() {
    TreeSet<Long> batches = new TreeSet<>(dstream.rowsPerBatch().keySet());
    batches.addAll(structured.rowsPerBatch().keySet());
    return batches;
  }

  private Divergence describe(long batch, List<Long> divergent) {
    List<String> left = rows(dstream, batch);
    List<String> right = rows(structured, batch);
    BatchDiff diff = BatchDiff.of(left, right, format);
    int index = Math.toIntExact(batch / interval() - 1);
    int shift = shift(batch, divergent);
    Kind kind = kind(batch, right, diff, shift);
    return new Divergence(
        batch,
        index,
        kind,
        explain(kind, diff, shift),
        diff.onlyDstream().stream().limit(Divergence.SHOWN).toList(),
        diff.onlyStructured().stream().limit(Divergence.SHOWN).toList(),
        diff.changed().stream().limit(Divergence.SHOWN).toList(),
        earlier(batch, diff),
        recording.batch(index).stream()
            .limit(Divergence.SHOWN)
            .map(record -> shortened(String.valueOf(record.value())))
            .toList(),
        neighbours(index, divergent));
  }

  private List<Earlier> earlier(long batch, BatchDiff diff) {
    Set<JsonNode> keys =
        Stream.of(
                diff.changed().stream().map(Divergence.Change::key),
                diff.onlyDstream().stream(),
                diff.onlyStructured().stream())
            .flatMap(rows -> rows)
            .map(this::keyWithoutTime)
            .filter(key -> !key.isEmpty())
            .distinct()
            .limit(Divergence.TRACED)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return Earlier.of(keys, this::keyWithoutTime, batch, dstream, structured);
  }

  private Kind kind(long batch, List<String> right, BatchDiff diff, int shift) {
    if (shift != 0) {
      return Kind.SHIFTED_BATCH;
    }
    if (!diff.isOnlyMultiplicity() && isCumulative(batch, right)) {
      return Kind.CUMULATIVE;
    }
    return isPerBatch(batch, diff) ? Kind.PER_BATCH : diff.kind();
  }

  private String explain(Kind kind, BatchDiff diff, int shift) {
    String counts =
        "%,d rows only in dstream, %,d only in structured, %,d changed"
            .formatted(
                diff.onlyDstream().size(), diff.onlyStructured().size(), diff.changed().size());
    return switch (kind) {
      case SHIFTED_BATCH ->
          "structured has the rows of dstream %d %s %s: look at the batch a row is written to, and at window starts"
              .formatted(
                  Math.abs(shift),
                  Math.abs(shift) == 1 ? "batch" : "batches",
                  shift > 0 ? "later" : "earlier");
      case CUMULATIVE ->
          "structured has the totals since the beginning where dstream has this batch's: groupBy on a stream keeps state;"
              + " apply it to each micro-batch instead (foreachBatch)";
      case PER_BATCH ->
          "structured has only this batch's values where dstream has the totals since the beginning: the state of before is not added";
      case DUPLICATE_ROW ->
          "rows of the same keys, but not as often (%s): look for a batch or a join that runs twice%s"
              .formatted(
                  counts,
                  switch (grain) {
                    case BATCH -> "";
                    case SESSION_END -> "; each session is written once";
                    default -> ", and for a window that is written again";
                  });
      default -> "%s: %s".formatted(kind.meaning(), counts);
    };
  }

  /** Returns by how many batches the port is late (positive) or early; 0 if it is not. */
  private int shift(long batch, List<Long> divergent) {
    if (divergent.size() < 2) {
      return 0; // a shift moves the rows of every batch
    }
    for (int shift : SHIFTS) {
      long from = Math.max(batch, batch - shift * interval());
      if (dstream.rowsPerBatch().containsKey(from) && isShifted(from, shift)) {
        return shift;
      }
    }
    return 0;
  }

  /**
   * Tells whether the port has the classic rows of a few batches from that one on so many batches
   * later.
   */
  private boolean isShifted(long from, int shift) {
    long end = recording.batches() * interval();
    return IntStream.range(0, NEIGHBOURS)
        .mapToLong(i -> from + i * interval())
        .filter(each -> Math.max(each, each + shift * interval()) <= end)
        .allMatch(
            each ->
                withoutTime(rows(dstream, each))
                    .equals(withoutTime(rows(structured, each + shift * interval()))));
  }

  /** A window that is shifted has other times too. */
  private List<JsonNode> withoutTime(List<String> rows) {
    return rows.stream()
        .<JsonNode>map(
            row -> {
              ObjectNode parsed = (ObjectNode) RowLog.parse(row);
              parsed.remove("batch");
              return parsed.remove(grain.timeColumns());
            })
        .toList();
  }

  /** Tells whether the port's values of this batch are the sums of the classic ones up to it. */
  private boolean isCumulative(long batch, List<String> right) {
    Map<JsonNode, List<BigDecimal>> totals = classicNumbers(at -> at <= batch, Differ::sum);
    return !right.isEmpty()
        && right.stream()
            .map(RowLog::parse)
            .allMatch(row -> numbers(row).equals(totals.get(keyWithoutTime(row))));
  }

  /**
   * Tells whether the port's changed values are what the classic ones grew by since the batch
   * before.
   */
  private boolean isPerBatch(long batch, BatchDiff diff) {
    Map<JsonNode, List<BigDecimal>> before =
        classicNumbers(at -> at < batch, (earlier, now) -> now);
    return !diff.changed().isEmpty()
        && diff.changed().stream()
            .allMatch(
                change ->
                    before.containsKey(change.key())
                        && !numbers(change.structured()).isEmpty()
                        && sum(before.get(change.key()), numbers(change.structured()))
                            .equals(numbers(change.dstream())));
  }

  /** Returns the numbers of each key in the classic rows of the first batches, brought together. */
  private Map<JsonNode, List<BigDecimal>> classicNumbers(
      LongPredicate isWanted, BinaryOperator<List<BigDecimal>> together) {
    Map<JsonNode, List<BigDecimal>> numbers = new HashMap<>();
    try (RowLog log = RowLog.open(dstream.rows())) {
      while (log.hasNext() && isWanted.test(log.peek())) {
        for (String line : log.next()) {
          JsonNode row = RowLog.parse(line);
          numbers.merge(keyWithoutTime(row), numbers(row), together);
        }
      }
    }
    return numbers;
  }

  private JsonNode keyWithoutTime(JsonNode row) {
    return BatchDiff.part(row, format.keyColumns()).without(grain.timeColumns());
  }

  private List<BigDecimal> numbers(JsonNode row) {
    return format.valueColumns().stream()
        .filter(column -> !grain.timeColumns().contains(column))
        .map(row::get)
        .filter(JsonNode::isNumber)
        .map(JsonNode::decimalValue)
        .toList();
  }

  private static List<BigDecimal> sum(List<BigDecimal> these, List<BigDecimal> others) {
    return IntStream.range(0, these.size()).mapToObj(i -> these.get(i).add(others.get(i))).toList();
  }

  private List<Neighbour> neighbours(int index, List<Long> divergent) {
    int from = Math.max(0, index - NEIGHBOURS);
    int until = Math.min(recording.batches(), index + NEIGHBOURS + 1);
    return IntStream.range(from, Math.max(until, index + 1))
        .mapToLong(k -> (k + 1) * interval())
        .mapToObj(
            batch ->
                new Neighbour(
                    batch,
                    dstream.rowsPerBatch().getOrDefault(batch, 0L),
                    structured.rowsPerBatch().getOrDefault(batch, 0L),
                    !divergent.contains(batch)))
        .toList();
  }

  private long interval() {
    return recording.interval().toMillis();
  }

  private static List<String> rows(EngineRun run, long batch) {
    if (!run.rowsPerBatch().containsKey(batch)) {
      return List.of();
    }
    try (RowLog log = RowLog.open(run.rows())) {
      return log.rowsOf(batch);
    }
  }

  private static String shortened(String line) {
    return line.length() <= Divergence.LONGEST_LINE
        ? line
        : line.substring(0, Divergence.LONGEST_LINE) + "... (" + line.length() + " characters)";
  }
}
