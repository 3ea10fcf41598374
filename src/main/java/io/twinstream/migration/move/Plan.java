package io.twinstream.migration.move;

import io.twinstream.migration.inspect.Checkpoint;
import io.twinstream.savepoint.Cut;
import io.twinstream.savepoint.SourcePosition;
import java.util.List;

/**
 * What a savepoint of a checkpoint would hold.
 *
 * @param checkpoint the checkpoint
 * @param cut the batch
 * @param sources where they stood then
 * @param states the state to copy
 */
public record Plan(
    Checkpoint checkpoint, Cut cut, List<SourcePosition> sources, List<State> states) {
  /**
   * State to copy.
   *
   * @param name the operator
   * @param kind how it is written, such as {@code mapWithState}
   * @param place of a DStream operator the path of its RDD, of a query the operator's number, and
   *     behind a slash its store where it has several
   * @param parts how many files or partitions it is in
   */
  public record State(String name, String kind, String place, int parts) {}
}
