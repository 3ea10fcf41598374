package io.twinstream.ends.files;

import io.twinstream.ends.recording.Recorded;
import io.twinstream.ends.recording.RecordingHead;
import io.twinstream.ends.recording.Traffic;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The lines that come into the text files of a directory: of files that are moved into it, and at
 * the end of those that are there. Names that begin with a dot or an underscore are not read. A
 * last line without a line feed counts when its file has been silent for a while.
 */
public final class FolderTraffic implements Traffic {
  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int CHUNK = 1 << 20;

  private final Path folder;
  private final boolean isUntilNow;
  private final long beganAtMillis = System.currentTimeMillis();
  private final Map<Path, Tail> tails = new TreeMap<>();
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
  private long completeMillis;
  private long lines;

  private FolderTraffic(Path folder, boolean isUntilNow) {
    this.folder = folder;
    this.isUntilNow = isUntilNow;
  }

  /**
   * Returns what comes into a directory from now on.
   *
   * @param spec {@code files:DIR}
   * @param isFromEarliest whether what is there already comes first
   * @param isUntilNow whether it ends when there is nothing new
   * @throws UserError if there is no such directory
   */
  public static FolderTraffic open(String spec, boolean isFromEarliest, boolean isUntilNow) {
    Path folder = Path.of(spec.substring("files:".length()));
    if (!Files.isDirectory(folder)) {
      throw UserError.usage(
          "%s: no such directory: make it, then move files into it".formatted(spec));
    }
    FolderTraffic traffic = new FolderTraffic(folder, isUntilNow);
    if (!isFromEarliest) {
      for (Path file : traffic.list()) {
        traffic.tails.put(file, new Tail(size(file)));
      }
    }
    return traffic;
  }

  /** How far a file is read. */
  private static final class Tail {
    private long position;
    private byte[] rest = new byte[0];
    private long grewNanos = System.nanoTime();

    private Tail(long position) {
      this.position = position;
    }
  }

  @Override
  public RecordingHead head() {
    return new RecordingHead(Map.of(), beganAtMillis);
  }

  @Override
  public long completeMillis() {
    return completeMillis;
  }

  @Override
  public boolean poll(Taker taker) {
    long now = System.currentTimeMillis() - beganAtMillis;
    long arrival = Math.max(completeMillis, now);
    boolean isNew = false;
    for (Path file : list()) {
      Tail tail = tails.computeIfAbsent(file, none -> new Tail(0));
      int read = read(file, tail);
      isNew |= read > 0;
      if (!split(tail, read, arrival, taker)) {
        return false;
      }
    }
    completeMillis = arrival;
    if (!isNew && !isUntilNow) {
      LockSupport.parkNanos(WAIT_NANOS);
    }
    return isNew || !isUntilNow;
  }

  private List<Path> list() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(FolderTraffic::isRead).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      throw UserError.failed("files:%s: cannot be read: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static boolean isRead(Path file) {
    String name = file.getFileName().toString();
    return !name.startsWith(".") && !name.startsWith("_") && Files.isRegularFile(file);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException gone) {
      return 0;
    }
  }

  /** Reads the next bytes into the chunk; returns how many, 0 for none. */
  private int read(Path file, Tail tail) {
    chunk.clear();
    try (FileChannel in = FileChannel.open(file)) {
      int read = Math.max(0, in.read(chunk, tail.position));
      tail.position += read;
      tail.grewNanos = read > 0 ? System.nanoTime() : tail.grewNanos;
      return read;
    } catch (NoSuchFileException gone) {
      return 0;
    } catch (IOException e) {
      throw UserError.failed("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Hands on the lines that end in what was read; false if no more are taken. */
  private boolean split(Tail tail, int read, long arrival, Taker taker) {
    int start = 0;
    for (int i = 0; i < read; i++) {
      if (chunk.get(i) == '\n') {
        if (!take(tail, start, i, arrival, taker)) {
          return false;
        }
        start = i + 1;
      }
    }
    byte[] rest = joined(tail.rest, start, read);
    tail.rest = rest;
    boolean isDue = isUntilNow || System.nanoTime() - tail.grewNanos >= SILENT_NANOS;
    return rest.length == 0 || read > 0 || !isDue || take(tail, 0, 0, arrival, taker);
  }

  private boolean take(Tail tail, int start, int end, long arrival, Taker taker) {
    byte[] line = joined(tail.rest, start, end);
    tail.rest = new byte[0];
    boolean hasReturn = line.length > 0 && line[line.length - 1] == '\r';
    byte[] bytes = hasReturn ? Arrays.copyOf(line, line.length - 1) : line;
    if (!taker.take(Recorded.ofLine(arrival, lines, bytes))) {
      return false;
    }
    lines++;
    return true;
  }

  private byte[] joined(byte[] rest, int start, int end) {
    if (start == end) {
      return rest;
    }
    byte[] joined = Arrays.copyOf(rest, rest.length + end - start);
    chunk.get(start, joined, rest.length, end - start);
    return joined;
  }

  @Override
  public void close() {}
}
