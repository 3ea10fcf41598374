package io.twinstream.migration.move;

import io.twinstream.savepoint.Cut;
import io.twinstream.savepoint.OffsetRange;
import io.twinstream.savepoint.PartitionOffset;
import io.twinstream.savepoint.SourcePosition;

/** Says for people where a savepoint cuts, and why. */
final class PlanReport {
  private final StringBuilder text = new StringBuilder();

  private PlanReport() {}

  /** Returns the report, with a line feed at the end. */
  public static String of(Plan plan) {
    PlanReport report = new PlanReport();
    report.cut(plan.cut());
    plan.sources().forEach(report::source);
    for (Plan.State state : plan.states()) {
      report.line("state %s", state.name());
      report.line("  from %s", state.place());
    }
    return report.text.toString();
  }

  private void cut(Cut cut) {
    line(
        "cut at batch %d, %,d ms before the newest, %d",
        cut.batch(), cut.behindMillis(), cut.newestBatch());
    cut.reasons().forEach(reason -> line("  because %s", reason));
    cut.warnings().forEach(warning -> line("  careful: %s", warning));
  }

  private void source(SourcePosition source) {
    line("source %d: %s", source.number(), source.kind());
    for (PartitionOffset each : source.offsets()) {
      line("  %s  from offset %d", each.partition(), each.offset());
    }
    for (OffsetRange range : source.uncertain()) {
      line(
          "  %s  uncertain [%d, %d): may have been put out already, is read again",
          range.partition(), range.from(), range.until());
    }
    if (!source.files().isEmpty()) {
      line("  %,d files were read", source.files().size());
    }
    for (String file : source.uncertainFiles()) {
      line("  %s  uncertain: may have been put out already, is read again", file);
    }
  }

  private void line(String format, Object... values) {
    text.append(format.formatted(values).replaceAll("\\p{Cntrl}", "?")).append('\n');
  }
}
