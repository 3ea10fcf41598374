package io.twinstream.ends.receivers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileAlreadyExistsException;

/**
 * Which blocks came into the stream with which step, so that a micro-batch that runs again reads
 * the same. Step n is the file {@code n}: the line {@code v1}, then {@code NAME BYTES} for each
 * block.
 *
 * <p>Guarded by the stream that has it.
 */
final class BlockIndex {
  private static final String VERSION = "v1";

  private final BlockFolder folder;
  private final TreeMap<Long, List<Block>> steps = new TreeMap<>();
  private final Set<String> names = new HashSet<>();
  private long last;

  private BlockIndex(BlockFolder folder, long last) {
    this.folder = folder;
    this.last = last;
  }

  /**
   * Reads what is there.
   *
   * @param start the newest step that the query knows
   */
  static BlockIndex read(BlockFolder folder, long start) throws IOException {
    BlockIndex index = new BlockIndex(folder, start);
    for (Block file : folder.list()) {
      long step = Long.parseLong(file.name());
      index.put(step, blocks(folder, file.name()));
      index.last = Math.max(index.last, step);
    }
    return index;
  }

  private static List<Block> blocks(BlockFolder folder, String name) throws IOException {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(folder.open(name), StandardCharsets.UTF_8))) {
      String version = in.readLine();
      if (!VERSION.equals(version)) {
        throw new IOException(
            "%s/%s is of version '%s', and this program knows %s"
                .formatted(folder, name, version, VERSION));
      }
      List<Block> blocks = new ArrayList<>();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        int space = line.indexOf(' ');
        blocks.add(new Block(line.substring(0, space), Long.parseLong(line.substring(space + 1))));
      }
      return blocks;
    }
  }

  /** Returns the newest step; 0 before the first. */
  long last() {
    return last;
  }

  boolean has(Block block) {
    return names.contains(block.name());
  }

  /**
   * Adds a step of these blocks.
   *
   * @throws FileAlreadyExistsException if another driver has added one
   */
  void add(List<Block> blocks) throws IOException {
    StringBuilder text = new StringBuilder(VERSION).append('\n');
    blocks.forEach(each -> text.append(each.name()).append(' ').append(each.bytes()).append('\n'));
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    folder.write(Long.toString(last + 1), out -> out.write(bytes));
    last++;
    put(last, blocks);
  }

  /**
   * Returns the blocks of the steps {@code (start, end]}.
   *
   * @throws IOException if one of the steps is not there
   */
  List<Block> between(long start, long end) throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (long step = start + 1; step <= end; step++) {
      List<Block> ofStep = steps.get(step);
      if (ofStep == null) {
        throw new IOException(
            "%s has no step %d, which the query's checkpoint names: the folders of a checkpoint belong together"
                .formatted(folder, step));
      }
      blocks.addAll(ofStep);
    }
    return blocks;
  }

  /** Deletes the blocks of all steps up to that one, then the steps. */
  void removeUntil(long end, BlockFolder blocks) throws IOException {
    while (!steps.isEmpty() && steps.firstKey() <= end) {
      for (Block block : steps.firstEntry().getValue()) {
        blocks.delete(block.name());
      }
      folder.delete(Long.toString(steps.firstKey()));
      steps.pollFirstEntry().getValue().forEach(block -> names.remove(block.name()));
    }
  }

  private void put(long step, List<Block> blocks) {
    steps.put(step, blocks);
    blocks.forEach(block -> names.add(block.name()));
  }
}
