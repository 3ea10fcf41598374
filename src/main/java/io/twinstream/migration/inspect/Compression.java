package io.twinstream.migration.inspect;

import com.github.luben.zstd.ZstdInputStream;
import com.ning.compress.lzf.LZFInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import net.jpountz.lz4.LZ4BlockInputStream;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.xxhash.XXHashFactory;

/**
 * The codecs of {@code spark.io.compression.codec}, told by how their files begin: the setting of
 * today need not be the one a checkpoint was written with. The libraries are Spark's own.
 */
public enum Compression {
  LZ4("LZ4Block".getBytes(StandardCharsets.US_ASCII)) {
    @Override
    InputStream open(InputStream in) {
      // The native decompressor that is the default ends the process where a block is damaged. The
      // constructor with a builder is not in the lz4 of every Spark line.
      return new Blocks(
          new LZ4BlockInputStream(
              in,
              LZ4Factory.safeInstance().fastDecompressor(),
              XXHashFactory.safeInstance().newStreamingHash32(LZ4_SEED).asChecksum(),
              false));
    }
  },
  LZF("ZV".getBytes(StandardCharsets.US_ASCII)) {
    @Override
    InputStream open(InputStream in) throws IOException {
      return new LZFInputStream(in);
    }
  },
  SNAPPY(HexFormat.of().parseHex("82534e4150505900")) {
    @Override
    InputStream open(InputStream in) throws IOException {
      return new SnappyFrames(in);
    }
  },
  ZSTD(HexFormat.of().parseHex("28b52ffd")) {
    @Override
    InputStream open(InputStream in) throws IOException {
      return new ZstdInputStream(in);
    }
  },
  NONE(HexFormat.of().parseHex("aced0005")) {
    @Override
    InputStream open(InputStream in) {
      return in;
    }
  };

  private static final int LONGEST_MAGIC = 8;

  /** Of the checksums of {@code LZ4BlockOutputStream}. */
  private static final int LZ4_SEED = 0x9747b28c;

  private final byte[] magic;

  Compression(byte[] magic) {
    this.magic = magic;
  }

  /** A damaged block is an IOException, wherever the decompressor runs out of its bounds. */
  private static final class Blocks extends FilterInputStream {
    Blocks(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IndexOutOfBoundsException e) {
        throw new IOException("a damaged block of lz4", e);
      }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return super.read(bytes, offset, length);
      } catch (IndexOutOfBoundsException e) {
        throw new IOException("a damaged block of lz4", e);
      }
    }
  }

  abstract InputStream open(InputStream in) throws IOException;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * A stream and what it was compressed with.
   *
   * @param codec the codec
   * @param content the decompressed content
   */
  record Decompressed(Compression codec, InputStream content) {}

  /**
   * Decompresses a checkpoint file, or state that the Java serializer wrote.
   *
   * @throws IOException if it begins as no codec does
   */
  static Decompressed decompress(InputStream in) throws IOException {
    byte[] head = in.readNBytes(LONGEST_MAGIC);
    for (Compression codec : values()) {
      if (codec.begins(head)) {
        return new Decompressed(codec, codec.open(whole(head, in)));
      }
    }
    throw new IOException(
        head.length == 0
            ? "is empty"
            : "begins with %s, as none of lz4, lzf, snappy, zstd does"
                .formatted(HexFormat.of().formatHex(head)));
  }

  /**
   * Decompresses what may be compressed or not, and in any form but one that begins as lzf does:
   * with two letters and the kind of a block, 0 or 1.
   */
  public static InputStream decompressIfCompressed(InputStream in) throws IOException {
    byte[] head = in.readNBytes(LONGEST_MAGIC);
    for (Compression codec : List.of(LZ4, LZF, SNAPPY, ZSTD)) {
      if (codec.begins(head) && (codec != LZF || isLzfBlock(head))) {
        return codec.open(whole(head, in));
      }
    }
    return whole(head, in);
  }

  private static boolean isLzfBlock(byte[] head) {
    return head.length > 2 && (head[2] == 0 || head[2] == 1);
  }

  private boolean begins(byte[] head) {
    return head.length >= magic.length
        && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
  }

  private static InputStream whole(byte[] head, InputStream rest) {
    return new DataInputStream(
        new SequenceInputStream(
            Collections.enumeration(List.of(new ByteArrayInputStream(head), rest))));
  }
}
