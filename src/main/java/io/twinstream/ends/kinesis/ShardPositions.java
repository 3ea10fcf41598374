package io.twinstream.ends.kinesis;

import io.twinstream.api.HadoopSettings;
import io.twinstream.ends.receivers.Block;
import io.twinstream.ends.receivers.BlockFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How far each shard of a stream is read, in a folder on any file system that Hadoop knows: files
 * {@code SHARD.N}, of which the highest N counts, as the ones before are deleted behind it; and the
 * file {@value #STREAM}, which says of which stream they are.
 *
 * <p>Without a folder they are kept for as long as the receiver's object lives.
 */
final class ShardPositions {
  private static final String STREAM = "stream";
  private static final String CREATED = "v1\ncreated ";

  private final Optional<BlockFolder> folder;

  // Guarded by this.
  private final Map<String, Position> newest = new TreeMap<>();
  private final Map<String, Long> numbers = new HashMap<>();
  private final Set<String> unwritten = new HashSet<>();
  private boolean isHeldBack;
  private Optional<Instant> created = Optional.empty();

  private ShardPositions(Optional<BlockFolder> folder) {
    this.folder = folder;
  }

  /** Returns positions that no other process sees. */
  static ShardPositions inMemory() {
    return new ShardPositions(Optional.empty());
  }

  /** Reads those of a folder; none if it is not there. */
  static ShardPositions in(String path) throws IOException {
    BlockFolder folder = new BlockFolder(path, HadoopSettings.NONE);
    ShardPositions positions = new ShardPositions(Optional.of(folder));
    for (Block file : folder.list()) { // sorted, so that the highest number of a shard is its last
      positions.read(file.name(), text(folder, file.name()));
    }
    return positions;
  }

  private static String text(BlockFolder folder, String name) throws IOException {
    try (InputStream in = folder.open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void read(String name, String text) throws IOException {
    if (name.equals(STREAM)) {
      if (!text.startsWith(CREATED)) {
        throw new IOException(place(STREAM) + " is not of this version");
      }
      created = Optional.of(Instant.parse(text.substring(CREATED.length()).strip()));
      return;
    }
    int dot = name.lastIndexOf('.');
    String shard = name.substring(0, Math.max(0, dot));
    try {
      numbers.put(shard, Long.parseLong(name.substring(dot + 1)));
    } catch (NumberFormatException e) {
      throw new IOException(place(name) + " is no position of a shard", e);
    }
    newest.put(shard, Position.of(text, place(name)));
  }

  /** Returns when the stream was made whose positions these are; empty before a first start. */
  synchronized Optional<Instant> created() {
    return created;
  }

  /** Says that a first start is prepared: its positions are all there. */
  synchronized void begin(Instant streamCreated) throws IOException {
    created = Optional.of(streamCreated);
    if (folder.isPresent()) {
      write(STREAM, CREATED + streamCreated + "\n");
    }
  }

  /** Keeps where a first start begins, also while positions are held back. */
  synchronized void prepare(String shard, Position position) throws IOException {
    newest.put(shard, position);
    if (folder.isPresent()) {
      replace(shard, position);
    }
  }

  /** Returns what is kept, by shard. */
  synchronized Map<String, Position> all() {
    return new TreeMap<>(newest);
  }

  synchronized Optional<Position> of(String shard) {
    return Optional.ofNullable(newest.get(shard));
  }

  /** Holds files back from now on, until {@link #release}. */
  synchronized void holdBack() {
    isHeldBack = true;
  }

  /** Writes what was held back, and holds nothing back any more. */
  synchronized void release() throws IOException {
    isHeldBack = false;
    for (String shard : Set.copyOf(unwritten)) {
      keep(shard, newest.get(shard));
    }
  }

  /** Returns when the position is kept, or held back. */
  synchronized void keep(String shard, Position position) throws IOException {
    newest.put(shard, position);
    unwritten.add(shard);
    if (!isHeldBack) {
      if (folder.isPresent()) {
        replace(shard, position);
      }
      unwritten.remove(shard);
    }
  }

  private void replace(String shard, Position position) throws IOException {
    long before = numbers.getOrDefault(shard, 0L);
    write(file(shard, before + 1), position.text());
    numbers.put(shard, before + 1);
    if (before > 0) {
      folder.orElseThrow().delete(file(shard, before));
    }
  }

  /** Nineteen digits: names are in the order of their numbers. */
  private static String file(String shard, long number) {
    return "%s.%019d".formatted(shard, number);
  }

  private void write(String name, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    folder.orElseThrow().write(name, out -> out.write(bytes));
  }

  /** Returns where a shard's position is, for messages. */
  String place(String name) {
    return folder.map(at -> at + "/" + name).orElse("the receiver's memory");
  }

  /** Returns the same of a shard that has one. */
  synchronized String placeOf(String shard) {
    return place(file(shard, numbers.getOrDefault(shard, 0L)));
  }
}
