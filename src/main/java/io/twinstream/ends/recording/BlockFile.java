package io.twinstream.ends.recording;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.google.common.primitives.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;

/**
 * An Avro container file that is being written, block by block; what was appended is with the
 * operating system. Not thread-safe.
 */
final class BlockFile implements Closeable {
  private final FileChannel file;
  private final byte[] head;
  private final ByteBuffer sync;
  private final ZstdCompressCtx zstd = new ZstdCompressCtx();
  private final byte[] numbers = new byte[2 * Block.LONGEST_NUMBER];
  private byte[] compressed = {};

  private BlockFile(FileChannel file, byte[] head, byte[] sync) {
    this.file = file;
    this.head = head;
    this.sync = ByteBuffer.wrap(sync);
    zstd.setChecksum(true);
  }

  /** Begins a file that is not there yet. */
  static BlockFile create(Path path, Map<String, String> metadata) throws IOException {
    UUID any = UUID.randomUUID();
    byte[] sync =
        ByteBuffer.allocate(DataFileConstants.SYNC_SIZE)
            .putLong(any.getMostSignificantBits())
            .putLong(any.getLeastSignificantBits())
            .array();
    BlockFile made =
        new BlockFile(
            FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            head(metadata, sync),
            sync);
    try {
      made.write(ByteBuffer.wrap(made.head));
      return made;
    } catch (IOException e) {
      made.close();
      throw e;
    }
  }

  /** Returns what a container without blocks is. */
  private static byte[] head(Map<String, String> metadata, byte[] sync) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    try (DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>())) {
      metadata.forEach(writer::setMeta);
      writer.setCodec(CodecFactory.zstandardCodec(1)).create(AvroFormat.SCHEMA, head, sync);
    }
    return head.toByteArray();
  }

  /**
   * Writes a part of the head anew.
   *
   * @param before what stands there
   * @param now of the same length
   * @throws IOException if the lengths differ, or nothing like that stands there
   */
  void overwrite(byte[] before, byte[] now) throws IOException {
    int at = Bytes.indexOf(head, before);
    if (at < 0 || before.length != now.length) {
      throw new IOException("its head has no room for the partitions that were added");
    }
    ByteBuffer left = ByteBuffer.wrap(now);
    while (left.hasRemaining()) {
      file.write(left, (long) at + left.position());
    }
    System.arraycopy(now, 0, head, at, now.length);
  }

  /**
   * Appends the items of a block.
   *
   * @param level of zstd; the lower, the faster
   */
  void append(Block block, int level) throws IOException {
    int most = Math.toIntExact(Zstd.compressBound(block.size()));
    if (compressed.length < most) {
      compressed = new byte[most];
    }
    zstd.setLevel(level);
    int length =
        zstd.compressByteArray(compressed, 0, compressed.length, block.bytes(), 0, block.size());
    int end = Block.put(length, numbers, Block.put(block.items(), numbers, 0));
    write(ByteBuffer.wrap(numbers, 0, end), ByteBuffer.wrap(compressed, 0, length), sync.rewind());
  }

  private void write(ByteBuffer... parts) throws IOException {
    ByteBuffer last = parts[parts.length - 1];
    while (last.hasRemaining()) {
      file.write(parts);
    }
  }

  /** Has the disk keep it. */
  void force() throws IOException {
    file.force(true);
  }

  @Override
  public void close() throws IOException {
    zstd.close();
    file.close();
  }
}
