package io.twinstream.migration.move;

import io.twinstream.error.UserError;
import io.twinstream.migration.inspect.DStreamCheckpoint;
import io.twinstream.savepoint.OffsetRange;
import io.twinstream.savepoint.PartitionOffset;
import io.twinstream.savepoint.SourcePosition;
import io.twinstream.savepoint.TopicPartition;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Where the inputs of a DStream application stood at the cut, and what is lost of them. */
final class InputCut {
  private final DStreamCheckpoint checkpoint;
  private final Configuration hadoop;
  private final List<String> warnings;

  /**
   * Takes the checkpoint.
   *
   * @param warnings what the new run will lack is added to them
   */
  InputCut(DStreamCheckpoint checkpoint, Configuration hadoop, List<String> warnings) {
    this.checkpoint = checkpoint;
    this.hadoop = hadoop;
    this.warnings = warnings;
  }

  /**
   * Returns where an input stood when a batch ended.
   *
   * @throws UserError if that is no longer known
   */
  SourcePosition at(DStreamCheckpoint.Input input, long batch) {
    SortedMap<TopicPartition, Long> offsets = new TreeMap<>();
    List<OffsetRange> uncertain = List.of();
    SortedSet<String> files = new TreeSet<>();
    SortedSet<String> uncertainFiles = new TreeSet<>();
    long filesBefore = 0;
    switch (input.kind()) {
      case "kafka direct", "kafka direct (0.8)" -> {
        offsets = offsets(input, batch);
        uncertain = uncertain(offsets, input.current());
      }
      case "files" -> {
        if (!isKnown(input, batch)) {
          throw DStreamPlan.refused(
              checkpoint,
              "the files of input %d at %s are no longer in it, they are remembered from %s on: state and files cannot be cut together"
                  .formatted(
                      input.id(),
                      DStreamPlan.time(batch),
                      DStreamPlan.time(input.files().firstKey())));
        }
        input.files().headMap(batch + 1).values().forEach(files::addAll);
        input.files().tailMap(batch + 1).values().forEach(uncertainFiles::addAll);
        filesBefore = addForgotten(input, files, uncertainFiles);
      }
      case "recording", "savepoint" -> {}
      default -> warnOfLost(input, batch);
    }
    return new SourcePosition(
        input.id(),
        input.kind().startsWith("kafka") ? "kafka" : input.kind(),
        input.details(),
        offsets.entrySet().stream()
            .map(each -> new PartitionOffset(each.getKey(), each.getValue()))
            .toList(),
        uncertain,
        files,
        filesBefore,
        uncertainFiles);
  }

  /**
   * Adds the files that the checkpoint has forgotten to those that were read, by the directory as
   * it is now.
   *
   * @return the time before which every file counts as read; 0 where all were listed
   */
  private long addForgotten(
      DStreamCheckpoint.Input input, SortedSet<String> files, SortedSet<String> uncertainFiles) {
    String directory = input.details().get("directory");
    if (directory == null || input.files().isEmpty()) {
      return 0; // all were given by name
    }
    long before = input.files().firstKey() - checkpoint.batchMillis();
    Set<String> remembered =
        Stream.of(files, uncertainFiles)
            .flatMap(Set::stream)
            .map(file -> new Path(file).getName())
            .collect(Collectors.toSet());
    try {
      FilesAtCut found =
          FilesAtCut.of(directory, remembered, before, checkpoint.newestNamed(), hadoop);
      files.addAll(found.read());
      uncertainFiles.addAll(found.late());
      if (!found.doubtful().isEmpty()) {
        warnings.add(
            "input %d (%s): %,d files with times before %s count as read; those of them that were moved in after %s were not, and it cannot be told which: move such in again under new names (%s%s)"
                .formatted(
                    input.id(),
                    directory,
                    found.doubtful().size(),
                    Instant.ofEpochMilli(before),
                    DStreamPlan.time(checkpoint.newestNamed()),
                    found.doubtful().stream()
                        .limit(DStreamPlan.MOST_NAMED)
                        .map(file -> new Path(file).getName())
                        .collect(Collectors.joining(", ")),
                    found.doubtful().size() > DStreamPlan.MOST_NAMED ? ", ..." : ""));
      }
      return 0;
    } catch (IOException e) {
      warnings.add(
          "input %d (%s): cannot be listed (%s): the new run takes every file with a time before %s for one that was read, also one that is moved in later"
              .formatted(input.id(), directory, e.getMessage(), Instant.ofEpochMilli(before)));
      return before;
    }
  }

  /** What a batch once read from other inputs cannot be read again. */
  private void warnOfLost(DStreamCheckpoint.Input input, long batch) {
    if (!input.isReceiver()) {
      if (batch < checkpoint.newestBatch()) {
        warnings.add(
            "input %d (%s) cannot be read again: what it gave after %s is lost, but for what its own server keeps"
                .formatted(input.id(), input.kind(), DStreamPlan.time(batch)));
      }
      return;
    }
    String unknown =
        checkpoint.received().isEmpty()
            ? "there is no log of its blocks"
            : checkpoint.received().get().unread().orElse("");
    if (!unknown.isEmpty()) {
      warnings.add(
          "input %d (%s): what it received and no batch up to %s has is not in the savepoint, and how much that is cannot be told (%s): nothing, if the application was stopped gracefully"
              .formatted(input.id(), input.kind(), DStreamPlan.time(batch), unknown));
      return;
    }
    List<DStreamCheckpoint.Received.Block> left =
        checkpoint.received().get().after(input.id(), batch);
    if (!left.isEmpty()) {
      boolean isLogged = left.stream().allMatch(DStreamCheckpoint.Received.Block::isLogged);
      warnings.add(
          "input %d (%s): %s received, in no batch up to %s and not in the savepoint: %s"
              .formatted(
                  input.id(),
                  input.kind(),
                  counted(left),
                  DStreamPlan.time(batch),
                  isLogged
                      ? "start the old application once more and stop it gracefully, or they are lost"
                      : "they were kept in memory only and are lost, but for what its own server keeps"));
    }
  }

  /** A receiver that stores what it cannot count leaves the number of records open. */
  private static String counted(List<DStreamCheckpoint.Received.Block> blocks) {
    String number = blocks.size() == 1 ? "1 block" : "%,d blocks".formatted(blocks.size());
    return blocks.stream().allMatch(block -> block.records().isPresent())
        ? "%s (%,d records)"
            .formatted(
                number, blocks.stream().mapToLong(block -> block.records().getAsLong()).sum())
        : number;
  }

  /** Where the batch ended; a partition that came later begins where its first batch did. */
  private SortedMap<TopicPartition, Long> offsets(DStreamCheckpoint.Input input, long batch) {
    if (batch == checkpoint.newestBatch() && !input.ranges().containsKey(batch)) {
      return new TreeMap<>(input.current());
    }
    SortedMap<TopicPartition, Long> offsets = new TreeMap<>();
    List<OffsetRange> at = input.ranges().get(batch);
    if (!isKnown(input, batch)) {
      throw DStreamPlan.refused(
          checkpoint,
          "the offsets of input %d at %s are no longer in it, they are remembered from %s on: state and offsets cannot be cut together"
              .formatted(
                  input.id(),
                  DStreamPlan.time(batch),
                  input.ranges().isEmpty()
                      ? "no batch"
                      : DStreamPlan.time(input.ranges().firstKey())));
    }
    if (at != null) {
      at.forEach(range -> offsets.put(range.partition(), range.until()));
    }
    for (Map.Entry<Long, List<OffsetRange>> later : input.ranges().tailMap(batch + 1).entrySet()) {
      later.getValue().forEach(range -> offsets.putIfAbsent(range.partition(), range.from()));
    }
    return offsets;
  }

  /** Tells whether it is known of all inputs how far they were read by a batch. */
  boolean areKnown(long batch) {
    return checkpoint.inputs().stream().allMatch(input -> isKnown(input, batch));
  }

  /** Tells whether it is known how far an input was read by a batch, and can be read on there. */
  boolean isKnown(DStreamCheckpoint.Input input, long batch) {
    long next = batch + checkpoint.batchMillis();
    return switch (input.kind()) {
      case "kafka direct", "kafka direct (0.8)" ->
          batch == checkpoint.newestBatch()
              || input.ranges().containsKey(batch)
              || (!input.ranges().isEmpty() && input.ranges().firstKey() == next);
      case "files" -> input.files().isEmpty() || input.files().firstKey() <= next;
      case "savepoint" -> true;
      default -> false;
    };
  }

  private List<OffsetRange> uncertain(
      SortedMap<TopicPartition, Long> offsets, SortedMap<TopicPartition, Long> current) {
    List<OffsetRange> uncertain = new ArrayList<>();
    offsets.forEach(
        (partition, offset) -> {
          long end = current.getOrDefault(partition, offset);
          if (end > offset) {
            uncertain.add(new OffsetRange(partition, offset, end));
          }
        });
    return uncertain;
  }
}
