package io.twinstream.migration.inspect;

import io.twinstream.recovery.CheckpointMarker;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.regex.Matcher;

/**
 * What a classic checkpoint holds.
 *
 * @param folder the folder, as it was given
 * @param writtenAs the folder as the application named it
 * @param file the file that was used
 * @param codec what it is compressed with
 * @param scala the Scala line it was written with, such as {@code 2.12}; empty where nothing tells
 * @param unread newer files that could not be read
 * @param marker whose checkpoint it is, if twinstream ran the application
 * @param application the application's name
 * @param master the Spark master
 * @param batchMillis the batch interval
 * @param zeroTime the time before the first batch by one interval, epoch milliseconds
 * @param checkpointTime the batch it was written for, epoch milliseconds
 * @param checkpointMillis how often the graph is written
 * @param pending times of the batches that were not completed, ascending
 * @param inputs the input streams
 * @param received what receivers stored; empty if there is no log of it
 * @param states the operators with state
 * @param outputs the graph, one tree per output operation
 * @param settings the frozen configuration, by key
 * @param applicationClasses the application's own classes that a restart needs
 * @param notUnderstood what could not be read, and why
 */
public record DStreamCheckpoint(
    String folder,
    String writtenAs,
    String file,
    String codec,
    Optional<String> scala,
    List<Unread> unread,
    Optional<CheckpointMarker> marker,
    String application,
    String master,
    long batchMillis,
    long zeroTime,
    long checkpointTime,
    long checkpointMillis,
    List<Long> pending,
    List<InputStreamInfo> inputs,
    Optional<ReceivedBlocks> received,
    List<StateOperator> states,
    List<Operator> outputs,
    List<Setting> settings,
    SortedSet<String> applicationClasses,
    List<String> notUnderstood)
    implements Checkpoint {

  /** Returns the newest batch it knows of, completed or not. */
  public long newestBatch() {
    return pending.isEmpty()
        ? checkpointTime
        : Math.max(checkpointTime, pending.get(pending.size() - 1));
  }

  /** Returns the newest batch there was, as far as the names of files that are unread tell. */
  public long newestNamed() {
    return Math.max(
        newestBatch(),
        unread.stream()
            .map(each -> DStreamCheckpointReader.FILE.matcher(each.file()))
            .filter(Matcher::matches)
            .mapToLong(name -> Long.parseLong(name.group(1)))
            .max()
            .orElse(0));
  }
}
