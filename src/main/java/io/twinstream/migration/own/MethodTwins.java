package io.twinstream.migration.own;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.Compared;
import io.twinstream.api.Grain;
import io.twinstream.api.Job;
import io.twinstream.error.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;

/**
 * Two methods of a user's classes that are to give the same rows.
 *
 * @param classic {@code CLASS[::METHOD]}, from DStreams to a DStream
 * @param port {@code CLASS[::METHOD]}, from Datasets to a Dataset
 * @param topics where the methods take several inputs, the topic of each
 * @param keyColumns of the port's rows; if empty the first column of pairs, and else all
 * @param ignored columns that are not compared
 * @param renamed classic column to port column
 * @param isPerMicroBatch whether the port is given each micro-batch, as by {@code foreachBatch},
 *     and not the stream
 * @param outputMode of a port that is given the stream
 * @param window the port's column with the end of a row's window; empty where there is none
 */
public record MethodTwins(
    String classic,
    String port,
    List<String> topics,
    List<String> keyColumns,
    List<String> ignored,
    Map<String, String> renamed,
    boolean isPerMicroBatch,
    String outputMode,
    String window) {

  /** Returns two methods of one input, with what is usual: a port in output mode update. */
  public static MethodTwins of(String classic, String port, List<String> keyColumns) {
    return new MethodTwins(
        classic, port, List.of(), keyColumns, List.of(), Map.of(), false, "update", "");
  }

  /** Returns the same with a port that is given each micro-batch. */
  public MethodTwins perMicroBatch() {
    return new MethodTwins(
        classic, port, topics, keyColumns, ignored, renamed, true, outputMode, window);
  }

  /**
   * Returns the job whose twins the methods are. Both methods are called once, to see what they
   * give.
   *
   * <p>A classic method whose batches are its whole state is compared with what the port has
   * written so far.
   *
   * @throws UserError if there are no such methods, or their inputs or columns do not go together
   */
  public Job<String> job(SparkSession session) {
    TwinMethod classicMethod = TwinMethod.find(classic, ClassicMethod::fits, ClassicMethod.WANTED);
    TwinMethod portMethod = TwinMethod.find(port, PortMethod::fits, PortMethod.WANTED);
    List<String> inputs =
        inputs(ClassicMethod.inputs(classicMethod), PortMethod.inputs(portMethod));
    ComparedColumns columns = columns(PortMethod.columns(portMethod, session));
    List<String> keys = keys(columns.compared(), ClassicMethod.returnsPairs(classicMethod));
    List<String> values = columns.compared().stream().filter(each -> !keys.contains(each)).toList();
    boolean isCompleted =
        outputMode.equals("update")
            && !isPerMicroBatch
            && ClassicMethod.givesWholeState(classicMethod, inputs, session);
    return Job.of(classicMethod.name() + " and " + portMethod.name(), String.class)
        .keyColumns(keys.toArray(String[]::new))
        .valueColumns(values.toArray(String[]::new))
        .stateful()
        .compared(options -> compared(isCompleted))
        .twins(
            () -> new ClassicMethod(classicMethod, inputs, columns),
            () -> new PortMethod(portMethod, inputs, columns, appliesTo(), outputMode));
  }

  private AppliesTo appliesTo() {
    return isPerMicroBatch ? AppliesTo.MICRO_BATCH : AppliesTo.STREAM;
  }

  private List<String> inputs(long ofClassic, long ofPort) {
    if (ofClassic != ofPort) {
      throw UserError.usage(
          "%s takes %d streams and %s %d Datasets: both are to take the same inputs"
              .formatted(classic, ofClassic, port, ofPort));
    }
    if (ofClassic > 1 && topics.size() != ofClassic) {
      throw UserError.usage(
          "%s takes %d inputs, and %d topics are named: name the topic of each, in order"
              .formatted(classic, ofClassic, topics.size()));
    }
    return ofClassic > 1 ? topics : List.of();
  }

  private ComparedColumns columns(List<String> found) {
    List<String> named = new ArrayList<>(keyColumns);
    named.addAll(ignored);
    named.addAll(renamed.values());
    if (!window.isEmpty()) {
      named.add(window);
    }
    for (String column : named) {
      if (!found.contains(column)) {
        throw UserError.usage(
            "%s gives no column %s: it gives %s".formatted(port, column, String.join(", ", found)));
      }
    }
    return new ComparedColumns(
        new ArrayList<>(found), new TreeMap<>(renamed), new TreeSet<>(ignored), window);
  }

  private List<String> keys(List<String> compared, boolean isPairs) {
    if (keyColumns.isEmpty()) {
      return isPairs ? compared.subList(0, 1) : compared;
    }
    return keyColumns.stream()
        .map(each -> each.equals(window) ? ComparedColumns.WINDOW_END : each)
        .toList();
  }

  private Compared<String> compared(boolean isCompleted) {
    Compared<String> by = Compared.by(window.isEmpty() ? Grain.BATCH : Grain.WINDOW_UPDATES);
    return isCompleted ? by.completed(List.of(), (row, batch) -> false) : by;
  }
}
