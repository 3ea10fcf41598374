package io.twinstream.migration.scan;

import io.twinstream.error.UserError;
import io.twinstream.migration.scan.python.PythonAcceptance;
import io.twinstream.migration.scan.python.PythonResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Findings and risks that somebody decided to accept, each with the reason, from a table with the
 * columns class, method, api and reason.
 */
public final class Suppressions {
  private static final List<String> COLUMNS = List.of("class", "method", "api", "reason");

  /** None. */
  public static final Suppressions NONE = new Suppressions(List.of());

  private final List<Entry> entries;

  private Suppressions(List<Entry> entries) {
    this.entries = entries;
  }

  /**
   * A row.
   *
   * @param place where it stands: file and line, or the class or method
   * @param className fits a dotted name
   * @param method fits one as the source has it
   * @param line the only line that it covers; 0 if all
   * @param api fits one as a finding has it, or {@code risk:} and the label of a risk
   * @param reason why it is accepted
   * @param isInCode whether the code says so itself, and no table
   */
  record Entry(
      String place,
      Pattern className,
      Pattern method,
      int line,
      Pattern api,
      String reason,
      boolean isInCode) {
    boolean covers(String otherClass, String otherMethod, int otherLine, String otherApi) {
      return className.matcher(otherClass).matches()
          && method.matcher(otherMethod).matches()
          && (line == 0 || line == otherLine)
          && api.matcher(otherApi).matches();
    }
  }

  /**
   * Reads a table of them.
   *
   * @throws UserError that names the line, if a row is wrong or gives no reason
   */
  public static Suppressions read(Path file) {
    List<Entry> entries = new ArrayList<>();
    for (OwnTable.Row row : new OwnTable(file, COLUMNS, COLUMNS).read()) {
      entries.add(
          new Entry(
              "%s:%d".formatted(file, row.line()),
              pattern(row.get("class")),
              pattern(row.get("method")),
              0,
              pattern(row.get("api")),
              row.get("reason"),
              false));
    }
    return new Suppressions(List.copyOf(entries));
  }

  /** Returns what fits a text in which {@code *} stands for any. */
  static Pattern pattern(String text) {
    return Pattern.compile("\\Q" + text.replace("*", "\\E.*\\Q") + "\\E");
  }

  /** Returns these suppressions of an application's own code. */
  static Suppressions inCode(Classes classes, PythonResult python) {
    return new Suppressions(
        Stream.concat(
                classes.models().stream().flatMap(model -> model.accepted().stream()),
                python.accepted().stream().flatMap(Suppressions::entries))
            .toList());
  }

  private static Stream<Entry> entries(PythonAcceptance comment) {
    return comment.apis().stream()
        .map(
            api ->
                new Entry(
                    "comment for %s:%d".formatted(comment.unit(), comment.line()),
                    Pattern.compile(Pattern.quote(comment.unit())),
                    pattern("*"),
                    comment.line(),
                    pattern(api),
                    comment.reason(),
                    true));
  }

  /** Returns these, and then those. */
  Suppressions and(Suppressions others) {
    List<Entry> all = new ArrayList<>(entries);
    all.addAll(others.entries);
    return new Suppressions(List.copyOf(all));
  }

  Optional<Suppressed> of(Finding each) {
    return of(each.className(), each.method(), each.line(), each.api())
        .map(
            entry ->
                new Suppressed(
                    entry,
                    each.fingerprint(),
                    each.className(),
                    each.method(),
                    each.line(),
                    each.api()));
  }

  Optional<Suppressed> of(Risk each) {
    String label = each.type().label();
    return of(each.className(), each.method(), each.line(), "risk:" + label)
        .map(
            entry ->
                new Suppressed(
                    entry,
                    each.fingerprint(),
                    each.className(),
                    each.method(),
                    each.line(),
                    label));
  }

  private Optional<Entry> of(String className, String method, int line, String api) {
    return entries.stream().filter(entry -> entry.covers(className, method, line, api)).findFirst();
  }

  List<Entry> entries() {
    return entries;
  }
}
