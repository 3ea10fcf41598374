package io.twinstream.internals;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.io.CompressionCodec;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;

/**
 * The rows of one partition of {@code HDFSBackedStateStoreProvider}, which holds all of them in
 * memory: here not more than a share of the heap, and the files are read once for each share.
 *
 * <p>A version is the newest snapshot up to it and the deltas since: sizes and bytes of keys and
 * values, ended by -1 as a size of a key; -1 as that of a value removes the key.
 */
final class MapStoreFiles implements Iterator<Map.Entry<UnsafeRow, UnsafeRow>> {
  private static final int MOST_SHARES = 1 << 20;
  private static final int BUFFER = 1 << 16;

  private final FileSystem files;
  private final CompressionCodec codec;
  private final int keyFields;
  private final int valueFields;
  private final Deque<Path> versions;
  private final int mostRows;
  private final Deque<Share> shares = new ArrayDeque<>();
  private Iterator<Map.Entry<UnsafeRow, UnsafeRow>> rows = Collections.emptyIterator();

  /** The keys whose hash has this remainder. */
  private record Share(int remainder, int of) {
    boolean has(int hash) {
      return Math.floorMod(hash, of) == remainder;
    }
  }

  /**
   * Finds the files of a version.
   *
   * @param mostRows how many rows are held at most, where their keys can be told apart
   * @throws java.io.FileNotFoundException if one of them is gone
   */
  MapStoreFiles(
      Path folder,
      long version,
      int keyFields,
      int valueFields,
      CompressionCodec codec,
      int mostRows,
      Configuration hadoop)
      throws IOException {
    this.files = folder.getFileSystem(hadoop);
    this.codec = codec;
    this.mostRows = mostRows;
    this.keyFields = keyFields;
    this.valueFields = valueFields;
    this.versions = versions(files, folder, version);
    shares.push(new Share(0, 1));
  }

  /** Oldest first. */
  private static Deque<Path> versions(FileSystem files, Path folder, long newest)
      throws IOException {
    Deque<Path> versions = new ArrayDeque<>();
    for (long version = newest; version > 0; version--) {
      Path snapshot = new Path(folder, version + ".snapshot");
      if (files.exists(snapshot)) {
        versions.push(snapshot);
        return versions;
      }
      versions.push(new Path(folder, version + ".delta"));
    }
    return versions;
  }

  @Override
  public boolean hasNext() {
    try {
      while (!rows.hasNext() && !shares.isEmpty()) {
        rows = Collections.emptyIterator();
        rows = read(shares.pop()).entrySet().iterator();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows.hasNext();
  }

  @Override
  public Map.Entry<UnsafeRow, UnsafeRow> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return rows.next();
  }

  /** Halves the share as often as its rows are too many, and leaves the other halves for later. */
  private Map<UnsafeRow, UnsafeRow> read(Share wanted) throws IOException {
    Map<UnsafeRow, UnsafeRow> read = new HashMap<>();
    Share share = wanted;
    byte[] key = new byte[0];
    for (Path version : versions) {
      try (DataInputStream in =
          new DataInputStream(
              new BufferedInputStream(codec.compressedInputStream(files.open(version)), BUFFER))) {
        for (int size = in.readInt(); size != -1; size = in.readInt()) {
          key = key.length < size ? new byte[size] : key;
          in.readFully(key, 0, size);
          int valueSize = in.readInt();
          if (!share.has(hash(key, size))) {
            in.skipNBytes(Math.max(0, valueSize));
          } else if (valueSize < 0) {
            read.remove(row(Arrays.copyOf(key, size), keyFields));
          } else {
            byte[] value = new byte[valueSize];
            in.readFully(value);
            read.put(row(Arrays.copyOf(key, size), keyFields), row(value, valueFields));
          }
          while (read.size() > mostRows && share.of < MOST_SHARES) {
            shares.push(new Share(share.remainder + share.of, 2 * share.of));
            share = new Share(share.remainder, 2 * share.of);
            Share half = share;
            read.keySet().removeIf(each -> !half.has(each.hashCode()));
          }
        }
      }
    }
    return read;
  }

  /** As {@link UnsafeRow#hashCode} has it. */
  private static int hash(byte[] key, int size) {
    return Murmur3_x86_32.hashUnsafeWords(key, Platform.BYTE_ARRAY_OFFSET, size, 42);
  }

  private static UnsafeRow row(byte[] bytes, int fields) {
    UnsafeRow row = new UnsafeRow(fields);
    // Spark before 2.3 wrote four bytes more.
    row.pointTo(bytes, bytes.length / Long.BYTES * Long.BYTES);
    return row;
  }
}
