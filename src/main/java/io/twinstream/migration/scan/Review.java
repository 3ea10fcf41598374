package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    Set<Suppressions.Entry> used = new HashSet<>();
    List<Finding> findings = new ArrayList<>();
    for (Finding each : report.findings()) {
      Optional<Suppressions.Entry> entry = suppressions.of(each);
      if (entry.isEmpty()) {
        findings.add(each);
      } else {
        used.add(entry.get());
        suppressed.add(
            new Suppressed(
                each.fingerprint(),
                each.className(),
                each.method(),
                each.line(),
                each.api(),
                entry.get().reason()));
      }
    }
    List<Risk> risks = new ArrayList<>();
    for (Risk each : report.risks()) {
      Optional<Suppressions.Entry> entry = suppressions.of(each);
      if (entry.isEmpty()) {
        risks.add(each);
      } else {
        used.add(entry.get());
        suppressed.add(
            new Suppressed(
                each.fingerprint(),
                each.className(),
                each.method(),
                each.line(),
                each.type().label(),
                entry.get().reason()));
      }
    }
    List<String> unused =
        suppressions.entries().stream()
            .filter(entry -> !used.contains(entry))
            .map(Suppressions.Entry::place)
            .toList();
    return report.with(findings, risks, new Review(baseline, suppressed, unused));
  }
}
