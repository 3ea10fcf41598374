package io.twinstream.migration.own;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.Compared;
import io.twinstream.api.Grain;
import io.twinstream.api.Job;
import io.twinstream.error.Plural;
import io.twinstream.error.UserError;
import io.twinstream.migration.own.Outputs.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * Two methods of a user's classes that are to give the same rows.
 *
 * <p>Where they have several outputs, those with the same name or place belong together, and each
 * takes those of the columns that it has.
 *
 * @param classic {@code CLASS[::METHOD]}, from DStreams to a DStream or several
 * @param port {@code CLASS[::METHOD]}, from Datasets to a Dataset or several
 * @param topics where the methods take several inputs, the topic of each
 * @param keyColumns of the port's rows; if empty the first column of pairs, and else all
 * @param ignored columns that are not compared
 * @param renamed classic column to port column
 * @param isPerMicroBatch whether the port is given each micro-batch, as by {@code foreachBatch},
 *     and not the stream
 * @param outputMode of a port that is given the stream
 * @param window the port's column with the end of a row's window; empty where there is none
 * @param words the job's options, which methods that have parameters for them are given
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
    String window,
    List<String> words) {

  /** Returns two methods of one input, with what is usual: a port in output mode update. */
  public static MethodTwins of(String classic, String port, List<String> keyColumns) {
    return new MethodTwins(
        classic, port, List.of(), keyColumns, List.of(), Map.of(), false, "update", "", List.of());
  }

  /** Returns the same with a port that is given each micro-batch. */
  public MethodTwins perMicroBatch() {
    return new MethodTwins(
        classic, port, topics, keyColumns, ignored, renamed, true, outputMode, window, words);
  }

  /** Returns the same with options of the job, which both methods are given. */
  public MethodTwins withOptions(String... options) {
    return new MethodTwins(
        classic,
        port,
        topics,
        keyColumns,
        ignored,
        renamed,
        isPerMicroBatch,
        outputMode,
        window,
        List.of(options));
  }

  /**
   * Returns a job for each output of the methods, in the order of the classic one. Both methods are
   * called once, to see what they give.
   *
   * <p>A classic output whose batches are its whole state is compared with what the port has
   * written so far.
   *
   * @throws UserError if there are no such methods, or their inputs, outputs or columns do not go
   *     together
   */
  public List<Job<String>> jobs(SparkSession session) {
    TwinMethod classicMethod =
        TwinMethod.find(classic, each -> ClassicMethod.fits(each, words), ClassicMethod.WANTED);
    TwinMethod portMethod =
        TwinMethod.find(port, each -> PortMethod.fits(each, words), PortMethod.WANTED);
    checkTaken(classicMethod, portMethod);
    MethodInput input =
        new MethodInput(
            inputs(ClassicMethod.inputs(classicMethod), PortMethod.inputs(portMethod)), words);
    Outputs ports = PortMethod.outputs(portMethod, input, session);
    Outputs classics = ClassicMethod.outputs(classicMethod, input, session);
    List<Integer> places = places(classicMethod, classics, portMethod, ports);
    checkColumns(ports);
    String name = classicMethod.name() + " and " + portMethod.name();
    List<Job<String>> jobs = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      int classicPlace = i;
      int portPlace = places.get(i);
      Output output = classics.all().get(i);
      ComparedColumns columns = columns(PortMethod.columns(ports.all().get(portPlace)));
      jobs.add(
          described(
                  output.name().isEmpty() ? name : name + ", output " + output.name(),
                  columns,
                  ClassicMethod.Shape.of(output))
              .twins(
                  () -> new ClassicMethod(classicMethod, input, classicPlace, columns),
                  () ->
                      new PortMethod(
                          portMethod, input, portPlace, columns, appliesTo(), outputMode)));
    }
    return jobs;
  }

  private Job.Builder<String, ?> described(
      String name, ComparedColumns columns, ClassicMethod.Shape shape) {
    List<String> keys = keys(columns, shape.isPairs());
    List<String> values = columns.compared().stream().filter(each -> !keys.contains(each)).toList();
    boolean isCompleted = outputMode.equals("update") && !isPerMicroBatch && shape.isWholeState();
    return Job.of(name, String.class)
        .keyColumns(keys.toArray(String[]::new))
        .valueColumns(values.toArray(String[]::new))
        .stateful()
        .compared(options -> compared(columns, isCompleted));
  }

  private AppliesTo appliesTo() {
    return isPerMicroBatch ? AppliesTo.MICRO_BATCH : AppliesTo.STREAM;
  }

  private void checkTaken(TwinMethod classicMethod, TwinMethod portMethod) {
    boolean isTaken =
        Stream.of(classicMethod, portMethod)
            .flatMap(method -> method.parameters().stream())
            .anyMatch(each -> OptionWords.isTaken(TwinMethod.erased(each), words));
    if (!words.isEmpty() && !isTaken) {
      throw UserError.usage(
          "%s and %s take no job options, and were given %s: they are %s and %s"
              .formatted(
                  classic,
                  port,
                  String.join(" ", words),
                  classicMethod.signature(),
                  portMethod.signature()));
    }
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

  /** Returns which output of the port belongs to each of the classic method. */
  private List<Integer> places(
      TwinMethod classicMethod, Outputs classics, TwinMethod portMethod, Outputs ports) {
    boolean areByName = classics.areNamed() && ports.areNamed();
    List<String> names =
        areByName || !ports.areNamed() && !classics.areNamed()
            ? ports.all().stream().map(Output::name).toList()
            : List.of();
    int count = classics.all().size();
    List<Integer> places =
        classics.all().stream()
            .map(each -> areByName ? names.indexOf(each.name()) : classics.all().indexOf(each))
            .toList();
    if (count != ports.all().size() || names.size() != count || places.contains(-1)) {
      throw UserError.usage(
          "%s gives %s and %s %s: let both give the same outputs, by their names (a map, or fields) or by their places; they are %s and %s"
              .formatted(
                  classic,
                  shown(classics),
                  port,
                  shown(ports),
                  classicMethod.signature(),
                  portMethod.signature()));
    }
    return places;
  }

  private static String shown(Outputs outputs) {
    int count = outputs.all().size();
    String kind = outputs.areNamed() ? " (" + outputs.names() + ")" : "";
    return Plural.of(count, "output") + kind;
  }

  /** Checks that each column that was named is one of an output. */
  private void checkColumns(Outputs ports) {
    List<String> named = new ArrayList<>(keyColumns);
    named.addAll(ignored);
    named.addAll(renamed.values());
    if (!window.isEmpty()) {
      named.add(window);
    }
    List<List<String>> found = ports.all().stream().map(PortMethod::columns).toList();
    for (String column : named) {
      if (found.stream().noneMatch(each -> each.contains(column))) {
        throw UserError.usage(
            "%s gives no column %s: it gives %s"
                .formatted(
                    port,
                    column,
                    String.join(
                        "; ", found.stream().map(each -> String.join(", ", each)).toList())));
      }
    }
  }

  private ComparedColumns columns(List<String> found) {
    Map<String, String> renamedHere = new TreeMap<>(renamed);
    renamedHere.values().retainAll(found);
    TreeSet<String> ignoredHere = new TreeSet<>(ignored);
    ignoredHere.retainAll(found);
    return new ComparedColumns(
        new ArrayList<>(found), renamedHere, ignoredHere, found.contains(window) ? window : "");
  }

  private List<String> keys(ComparedColumns columns, boolean isPairs) {
    List<String> named =
        keyColumns.stream()
            .filter(columns.port()::contains)
            .map(each -> each.equals(columns.window()) ? ComparedColumns.WINDOW_END : each)
            .toList();
    if (!named.isEmpty()) {
      return named;
    }
    List<String> compared = columns.compared();
    return isPairs ? compared.subList(0, 1) : compared;
  }

  private static Compared<String> compared(ComparedColumns columns, boolean isCompleted) {
    Compared<String> by =
        Compared.by(columns.window().isEmpty() ? Grain.BATCH : Grain.WINDOW_UPDATES);
    return isCompleted ? by.completed(List.of(), (row, batch) -> false) : by;
  }
}
