package io.twinstream.ends.recording;

import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

/** Reads the records of a recording of either format, one after the other. Not thread-safe. */
public interface RecordingReader extends AutoCloseable {
  /**
   * Opens a recording.
   *
   * @throws UserError if it cannot be read, or is none
   */
  static RecordingReader open(Path file) {
    return open(
        file,
        what -> {
          throw UserError.failed(
              "%s: %s: record recording:%s into another file, which keeps them"
                  .formatted(file, what, file));
        });
  }

  /**
   * Opens a recording that may be cut off, or damaged.
   *
   * @param cut told what is wrong and how many records before it are whole; if it returns, they are
   *     all there are
   * @throws UserError if it cannot be read, or is none
   */
  static RecordingReader open(Path file, Consumer<String> cut) {
    return isBinary(file) ? AvroReader.open(file, cut) : TextReader.ofRecording(file);
  }

  /**
   * Tells whether a file begins as one of the binary format.
   *
   * @throws UserError if it cannot be read
   */
  static boolean isBinary(Path file) {
    checkReadable(file);
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(AvroFormat.MAGIC.length), AvroFormat.MAGIC);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Returns what it says before the first record; of a text, what its lines say together. */
  RecordingHead head();

  /**
   * Returns the next record; null after the last.
   *
   * @throws UserError if it is cut off, or cannot be read on; says how many records are whole
   */
  Recorded next();

  /** Tells whether it says when it ended; known after the last record. */
  boolean isEndNamed();

  /**
   * Returns when the recording ended, or the last arrival where it does not say so; in ms from its
   * beginning. Known after the last record.
   */
  long endMillis();

  /**
   * Returns the name of the record that was read last, or of the end, for messages: {@code line 3}.
   */
  String where();

  /** Returns where the next record begins. */
  Place place();

  /** Goes to where a record begins. */
  void seek(Place place);

  @Override
  void close();

  /**
   * Where a record begins.
   *
   * @param position in the file, of the record or of its block
   * @param skip how many records of the block are before it
   * @param number how many records of the file are before it
   */
  record Place(long position, int skip, long number) {}

  private static void checkReadable(Path file) {
    if (!Files.isRegularFile(file) && !Files.exists(file)) {
      throw UserError.usage("%s: no such file".formatted(file));
    }
    if (Files.isDirectory(file)) {
      throw UserError.usage("%s: is a directory; a file is needed".formatted(file));
    }
    if (!Files.isReadable(file)) {
      throw UserError.usage("%s: cannot be read: check its permissions".formatted(file));
    }
  }

  /** Returns the error of a file that fails while it is read. */
  static UserError unreadable(Path file, IOException cause) {
    return UserError.failed("%s: cannot be read: %s".formatted(file, cause.getMessage()), cause);
  }
}
