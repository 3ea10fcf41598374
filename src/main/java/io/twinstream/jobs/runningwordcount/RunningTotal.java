package io.twinstream.jobs.runningwordcount;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The classic job's state of a word: its total, and whether the newest batch held the word. */
final class RunningTotal implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long total;
  private final boolean isChanged;

  public RunningTotal(long total, boolean isChanged) {
    this.total = total;
    this.isChanged = isChanged;
  }

  /** Returns the totals that a run begins from. */
  static Map<String, RunningTotal> initial(Map<String, Long> totals) {
    return totals.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> new RunningTotal(e.getValue(), false)));
  }

  /**
   * Returns the total after a batch; empty if the word is forgotten.
   *
   * @param before the total before it; empty if there is none
   * @param changes what the batch does to it; none if it does not hold the word
   */
  static Optional<RunningTotal> after(Optional<RunningTotal> before, List<WordChange> changes) {
    if (changes.isEmpty()) {
      return before.map(same -> new RunningTotal(same.total, false));
    }
    WordChange change = WordChange.merged(changes.iterator(), Function.identity());
    return RunningWordCount.after(before.map(RunningTotal::total), change)
        .map(total -> new RunningTotal(total, change.isOfBatch()));
  }

  /** Returns how often the word has stood. */
  public long total() {
    return total;
  }

  /** Tells whether the newest batch held the word. */
  public boolean isChanged() {
    return isChanged;
  }
}
