package io.twinstream.ends.receivers;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;

/** Some blocks of a micro-batch, read one after the other. */
record BlockPartition(List<Block> blocks) implements InputPartition {
  /**
   * Cuts blocks into at most so many partitions of about the same bytes; each is in the order in
   * which its blocks were found.
   */
  static InputPartition[] of(List<Block> blocks, int most) {
    int count = Math.max(1, Math.min(most, blocks.size()));
    long all = blocks.stream().mapToLong(Block::bytes).sum();
    List<List<Block>> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(new ArrayList<>());
    }
    long before = 0;
    for (Block block : blocks) {
      parts.get((int) Math.min(count - 1, before * count / Math.max(1, all))).add(block);
      before += block.bytes();
    }
    return parts.stream().map(BlockPartition::new).toArray(InputPartition[]::new);
  }

  /** Makes readers on executors. */
  record Readers(BlockFolder folder, ItemFormat format) implements PartitionReaderFactory {
    @Override
    public PartitionReader<InternalRow> createReader(InputPartition partition) {
      return new Reader(((BlockPartition) partition).blocks(), folder, format);
    }
  }

  private static final class Reader implements PartitionReader<InternalRow> {
    private final List<Block> blocks;
    private final BlockFolder folder;
    private final ItemFormat format;
    private int position;
    private BlockFile.Reader file;
    private byte[] item;

    private Reader(List<Block> blocks, BlockFolder folder, ItemFormat format) {
      this.blocks = blocks;
      this.folder = folder;
      this.format = format;
    }

    @Override
    public boolean next() throws IOException {
      item = file == null ? null : file.next();
      while (item == null && position < blocks.size()) {
        close();
        file = open(blocks.get(position).name());
        position++;
        item = file.next();
      }
      return item != null;
    }

    private BlockFile.Reader open(String name) throws IOException {
      String path = folder + "/" + name;
      try {
        return new BlockFile.Reader(path, folder.open(name));
      } catch (FileNotFoundException e) {
        throw new IOException(
            path + " is gone: its micro-batch was not finished, so its records are lost", e);
      }
    }

    @Override
    public InternalRow get() {
      return new GenericInternalRow(
          new Object[] {
            format.column(item),
            Math.multiplyExact(file.millis(), 1000L),
            blocks.get(position - 1).receiver()
          });
    }

    @Override
    public void close() throws IOException {
      if (file != null) {
        file.close();
        file = null;
      }
    }
  }
}
