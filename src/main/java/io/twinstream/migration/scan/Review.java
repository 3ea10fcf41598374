package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What was decided before of what a scan found.
 *
 * @param baseline an earlier report; empty if there is none, and everything is new
 * @param suppressed what was accepted, and is none of the findings and risks any more
 * @param unused the suppressions that cover nothing, by their places
 */
record Review(Optional<Baseline> baseline, List<Suppressed> suppressed, List<String> unused) {
  /** Nothing was. */
  static final Review NONE = new Review(Optional.empty(), List.of(), List.of());

  /** Returns whether no earlier report has it. */
  boolean isNew(String fingerprint) {
    return baseline.isEmpty() || !baseline.get().has(fingerprint);
  }

  /** Returns the report without what is suppressed. */
  static ScanReport of(ScanReport report, Optional<Baseline> baseline, Suppressions suppressions) {
    List<Suppressed> suppressed = new ArrayList<>();
    List<Finding> findings = notCovered(report.findings(), suppressions::of, suppressed);
    List<Risk> risks = notCovered(report.risks(), suppressions::of, suppressed);
    Set<Suppressions.Entry> used =
        suppressed.stream().map(Suppressed::entry).collect(Collectors.toSet());
    List<String> unused =
        suppressions.entries().stream()
            .filter(entry -> !used.contains(entry))
            .map(Suppressions.Entry::place)
            .toList();
    return report.with(findings, risks, new Review(baseline, suppressed, unused));
  }

  private static <T> List<T> notCovered(
      List<T> all, Function<T, Optional<Suppressed>> cover, List<Suppressed> covered) {
    List<T> others = new ArrayList<>();
    for (T each : all) {
      cover.apply(each).ifPresentOrElse(covered::add, () -> others.add(each));
    }
    return others;
  }
}
