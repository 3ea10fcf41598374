package io.twinstream.migration.scan;

import io.twinstream.error.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

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
   * @param place where it stands: file and line
   * @param className dotted; {@code *} stands for any text, here and in the next two
   * @param method as the source names it
   * @param api as a finding has it, or {@code risk:} and the label of a risk
   * @param reason why it is accepted
   */
  record Entry(String place, String className, String method, String api, String reason) {
    boolean covers(String otherClass, String otherMethod, String otherApi) {
      return fits(className, otherClass) && fits(method, otherMethod) && fits(api, otherApi);
    }

    private static boolean fits(String pattern, String text) {
      return Pattern.matches("\\Q" + pattern.replace("*", "\\E.*\\Q") + "\\E", text);
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
              row.get("class"),
              row.get("method"),
              row.get("api"),
              row.get("reason")));
    }
    return new Suppressions(List.copyOf(entries));
  }

  Optional<Entry> of(Finding finding) {
    return of(finding.className(), finding.method(), finding.api());
  }

  Optional<Entry> of(Risk risk) {
    return of(risk.className(), risk.method(), "risk:" + risk.type().label());
  }

  private Optional<Entry> of(String className, String method, String api) {
    return entries.stream().filter(entry -> entry.covers(className, method, api)).findFirst();
  }

  List<Entry> entries() {
    return entries;
  }
}
