package io.twinstream.migration.inspect;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Reads the log of {@code ReceivedBlockTracker}: files of records with their length before them
 * ({@code FileBasedWriteAheadLog}), each a serialized event or, as {@code BatchedWriteAheadLog} has
 * it, an array of such.
 */
final class ReceivedBlocksReader {
  private static final String FOLDER = "receivedBlockMetadata";
  private static final Pattern FILE = Pattern.compile("log-(\\d{1,18})-\\d{1,18}");
  private static final String EVENTS = "org.apache.spark.streaming.scheduler.";
  private static final String SEQUENCES = "org.apache.spark.streaming.kinesis.SequenceNumberRanges";
  private static final int MOST_RECORD_BYTES = 64 << 20;

  private final Map<Key, DStreamCheckpoint.Received.Block> blocks = new LinkedHashMap<>();

  private ReceivedBlocksReader() {}

  private record Key(int input, long number) {}

  /** Returns what the log of a checkpoint says; empty if there is none. */
  static Optional<DStreamCheckpoint.Received> read(Path checkpoint, FileSystem files)
      throws IOException {
    Path log = new Path(checkpoint, FOLDER);
    return files.exists(log)
        ? Optional.of(new ReceivedBlocksReader().read(files, log))
        : Optional.empty();
  }

  private DStreamCheckpoint.Received read(FileSystem files, Path log) throws IOException {
    Optional<String> unread = Optional.empty();
    for (Path file : named(files, log)) {
      try (DataInputStream in = new DataInputStream(new BufferedInputStream(files.open(file)))) {
        for (byte[] record = next(in); record != null; record = next(in)) {
          apply(record);
        }
      } catch (IOException | NoSuchElementException | ClassCastException e) {
        unread = unread.or(() -> Optional.of("%s: %s".formatted(file.getName(), e.getMessage())));
      }
    }
    return new DStreamCheckpoint.Received(List.copyOf(blocks.values()), unread);
  }

  /** Oldest first. */
  private static List<Path> named(FileSystem files, Path log) throws IOException {
    List<Matcher> found = new ArrayList<>();
    for (FileStatus file : files.listStatus(log)) {
      Matcher name = FILE.matcher(file.getPath().getName());
      if (file.isFile() && name.matches()) {
        found.add(name);
      }
    }
    found.sort(Comparator.comparingLong(name -> Long.parseLong(name.group(1))));
    return found.stream().map(name -> new Path(log, name.group())).toList();
  }

  /** Returns null at the end, which may be within a record: that one was not acknowledged. */
  private static byte[] next(DataInputStream in) throws IOException {
    byte[] head = in.readNBytes(Integer.BYTES);
    if (head.length < Integer.BYTES) {
      return null;
    }
    int length = java.nio.ByteBuffer.wrap(head).getInt();
    if (length < 0 || length > MOST_RECORD_BYTES) {
      throw new IOException("a record of %,d bytes".formatted(length));
    }
    byte[] record = in.readNBytes(length);
    return record.length < length ? null : record;
  }

  private void apply(byte[] record) throws IOException {
    Object read = ObjectStream.open(new ByteArrayInputStream(record), Limits.CHECKPOINT).next();
    if (read instanceof ObjectArray several) {
      for (Object each : several.values()) {
        apply((byte[]) each);
      }
      return;
    }
    Instance event = (Instance) read;
    switch (event.type().name()) {
      case EVENTS + "BlockAdditionEvent" -> {
        DStreamCheckpoint.Received.Block block = block(event.instance("receivedBlockInfo"), null);
        blocks.put(new Key(block.input(), block.number()), block);
      }
      case EVENTS + "BatchAllocationEvent" -> allocate(event);
      case EVENTS + "BatchCleanupEvent" ->
          CollectionValues.elements(event.get("times"))
              .forEach(
                  time ->
                      blocks
                          .values()
                          .removeIf(
                              block -> block.batch().equals(OptionalLong.of(Graph.millis(time)))));
      default -> throw new NoSuchElementException("an event of type " + event.type());
    }
  }

  private void allocate(Instance event) {
    Instance allocated = event.instance("allocatedBlocks");
    for (Object ofInput :
        CollectionValues.map(allocated.get("streamIdToAllocatedBlocks")).values()) {
      for (Object each : CollectionValues.elements(ofInput)) {
        DStreamCheckpoint.Received.Block block =
            block((Instance) each, Graph.millis(event.get("time")));
        blocks.put(new Key(block.input(), block.number()), block);
      }
    }
  }

  private static DStreamCheckpoint.Received.Block block(Instance info, Long batch) {
    Instance stored = info.instance("blockStoreResult");
    OptionalLong records =
        CollectionValues.option(info.get("numRecords"))
            .map(number -> OptionalLong.of(((Number) number).longValue()))
            .orElse(OptionalLong.empty());
    return new DStreamCheckpoint.Received.Block(
        (int) info.number("streamId"),
        stored.instance("blockId").number("uniqueId"),
        records,
        stored.type().name().endsWith(".WriteAheadLogBasedStoreResult"),
        batch == null ? OptionalLong.empty() : OptionalLong.of(batch),
        CollectionValues.option(info.get("metadataOption"))
            .map(ReceivedBlocksReader::sequences)
            .orElse(List.of()));
  }

  /** What Spark's receiver of Kinesis says of a block; others say something else, or nothing. */
  private static List<DStreamCheckpoint.Received.SequenceRange> sequences(Object metadata) {
    return metadata instanceof Instance ranges && ranges.isA(SEQUENCES)
        ? CollectionValues.elements(ranges.get("ranges")).stream()
            .map(each -> sequence((Instance) each))
            .toList()
        : List.of();
  }

  private static DStreamCheckpoint.Received.SequenceRange sequence(Instance range) {
    return new DStreamCheckpoint.Received.SequenceRange(
        range.text("streamName").orElseThrow(),
        range.text("shardId").orElseThrow(),
        new BigInteger(range.text("fromSeqNumber").orElseThrow()),
        new BigInteger(range.text("toSeqNumber").orElseThrow()),
        range.number("recordCount"));
  }
}
