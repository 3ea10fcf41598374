package io.twinstream.ends.recording;

import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * Writes a recording in the binary format: beside its place under a name that ends with {@link
 * #PARTIAL}, and renamed when it is whole. What was written stays there if it does not get whole.
 * Not thread-safe.
 */
public final class RecordingWriter implements AutoCloseable {
  /** Ends the name of a recording that is not whole. */
  public static final String PARTIAL = ".partial";

  /** Bytes of a block before it is compressed. */
  private static final int BLOCK = 256 << 10;

  private final Path file;
  private final Path partial;
  private final BlockWriter out;
  private final HeadTopics topics;
  private long records;
  private long arrival;
  private boolean isOpen = true;

  private RecordingWriter(Path file, Path partial, BlockWriter out, HeadTopics topics) {
    this.file = file;
    this.partial = partial;
    this.out = out;
    this.topics = topics;
  }

  /** Something that may fail as files do. */
  private interface Step {
    void run() throws IOException;
  }

  /**
   * Checks that a recording can be made there.
   *
   * @param isReplacing whether one that is there may be replaced
   * @throws UserError if it cannot
   */
  public static void check(Path file, boolean isReplacing) {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw UserError.usage("%s: is a directory; name a file".formatted(file));
    }
    if (!Files.isDirectory(folder)) {
      throw UserError.usage("%s: there is no such directory: create it".formatted(folder));
    }
    if (isReplacing) {
      return;
    }
    if (Files.exists(file)) {
      throw UserError.usage(
          "%s: already exists: choose another name, or say that it may be overwritten"
              .formatted(file));
    }
    if (Files.exists(partial(file))) {
      throw inUse(partial(file));
    }
  }

  private static UserError inUse(Path partial) {
    return UserError.usage(
        "%s: an earlier recording that was not ended, or one that is being made: record recording:%s into another file, which keeps its records; then remove it"
            .formatted(partial, partial));
  }

  /**
   * Begins a recording.
   *
   * @param isReplacing whether one that is there may be replaced
   * @throws UserError if it cannot be written
   */
  public static RecordingWriter create(Path file, RecordingHead head, boolean isReplacing) {
    check(file, isReplacing);
    Path partial = partial(file);
    try {
      if (isReplacing) {
        Files.deleteIfExists(partial);
      }
      HeadTopics topics = HeadTopics.of(head);
      // Of two that begin at once, one makes it.
      BlockFile blockFile =
          BlockFile.create(
              partial,
              Map.of(
                  AvroFormat.VERSION,
                  AvroFormat.NEWEST,
                  AvroFormat.BEGAN,
                  Long.toString(head.beganAtMillis()),
                  AvroFormat.TOPICS,
                  topics.text()));
      return new RecordingWriter(file, partial, new BlockWriter(blockFile, BLOCK), topics);
    } catch (FileAlreadyExistsException e) {
      throw inUse(partial);
    } catch (IOException e) {
      throw UserError.failed(
          "%s: cannot be written: %s".formatted(partial, FileErrors.reason(e)), e);
    }
  }

  private static Path partial(Path file) {
    return file.resolveSibling(file.getFileName() + PARTIAL);
  }

  /** Returns where the recording is until it is whole. */
  public Path partial() {
    return partial;
  }

  /** Returns how many records were appended. */
  public long records() {
    return records;
  }

  /**
   * Appends a record, which may stay in memory until {@link #flush}.
   *
   * @throws UserError if it cannot be written
   */
  public void append(Recorded record) {
    if (record.arrivalMillis() < arrival) {
      throw new IllegalArgumentException(
          "arrival %d after %d".formatted(record.arrivalMillis(), arrival));
    }
    arrival = record.arrivalMillis();
    written(() -> out.append(record));
    records++;
  }

  /**
   * Says that topics have more partitions than at the beginning.
   *
   * @throws UserError if it cannot be written
   */
  public void grow(RecordingHead head) {
    written(() -> out.then(file -> topics.grow(file, head)));
  }

  /**
   * Writes what is in memory, so that it is there when this process is killed.
   *
   * @throws UserError if it cannot be written
   */
  public void flush() {
    written(() -> out.then(blocks -> {}));
  }

  /**
   * Writes what is in memory to the disk, so that it is there when the machine fails.
   *
   * @throws UserError if it cannot be written
   */
  public void force() {
    written(() -> out.then(BlockFile::force));
  }

  /**
   * Ends the recording and gives it its name.
   *
   * @param endMillis its end mark; the last arrival if that is later
   * @throws UserError if it cannot be written
   */
  public void end(long endMillis) {
    written(
        () -> {
          out.append(new RecordingEnd(Math.max(endMillis, arrival), records));
          out.then(BlockFile::force);
          isOpen = false;
          out.close();
          Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
        });
  }

  /** Closes it; one that was not ended is left where it is. */
  @Override
  public void close() {
    if (isOpen) {
      written(
          () -> {
            isOpen = false;
            out.close();
          });
    }
  }

  private void written(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      isOpen = false;
      out.stop();
      throw UserError.failed(
          "%s: cannot be written (%s) after %,d records: those on the disk are in it: record recording:%s into another file, which keeps them"
              .formatted(partial, FileErrors.reason(e), records, partial),
          e);
    }
  }
}
