package io.twinstream.migration.compare.rows;

import io.twinstream.migration.compare.Verdict;
import java.time.Duration;
import java.util.List;

/** The outcome of a comparison of rows. */
public final class RowsResult {
  final String left;
  final String right;
  final Layout layout;
  final Cut cut;
  final Tally tally;
  final List<Cause> causes;
  final List<String> notes;
  final Duration took;

  RowsResult(
      String left,
      String right,
      Layout layout,
      Cut cut,
      Tally tally,
      List<String> notes,
      Duration took) {
    this.left = left;
    this.right = right;
    this.layout = layout;
    this.cut = cut;
    this.tally = tally;
    this.causes = Causes.of(layout, tally);
    this.notes = List.copyOf(notes);
    this.took = took;
  }

  /** Returns what was shown. */
  public Verdict verdict() {
    if (tally.differing() > 0) {
      return Verdict.DIFFERENT;
    }
    return tally.equal > 0 ? Verdict.EQUAL : Verdict.NOTHING_COMPARED;
  }

  /** Returns the kind of the likeliest cause; only if rows differ. */
  RowsKind kind() {
    long kinds = causes.stream().map(Cause::kind).distinct().count();
    boolean isExplained = causes.get(0).rows() >= tally.differing() * 0.9;
    return kinds > 1 && !isExplained ? RowsKind.MIXED : causes.get(0).kind();
  }

  /** Returns why there was nothing to compare. */
  String lack() {
    if (tally.left.read + tally.right.read == 0) {
      return "neither side has a row";
    }
    return "no window is complete on both sides: the left has rows from %s to %s, the right from %s to %s; the first and the last that both have are left out"
        .formatted(
            time(tally.left.times.first()),
            time(tally.left.times.last()),
            time(tally.right.times.first()),
            time(tally.right.times.last()));
  }

  private String time(long time) {
    return new Values(layout).time(time);
  }
}
