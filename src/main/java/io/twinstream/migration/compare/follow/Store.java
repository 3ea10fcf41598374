package io.twinstream.migration.compare.follow;

import io.twinstream.error.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** What is known of all keys, on disk; its memory does not grow with them. */
final class Store implements AutoCloseable {
  /** The tables. */
  enum Table {
    /** Of every key what both sides have. */
    ROWS,
    /** The keys that are open. */
    OPEN,
    /** The keys that differ. */
    DIFFERENT,
    /** The keys of a scan that looks for deletions. */
    SEEN,
    /** Positions, numbers, and what is compared. */
    META
  }

  private static final long CACHE_BYTES = 64L << 20;

  /**
   * The filter and the index of a file, which are in the cache too, must not be a large part of a
   * shard, or each look-up reads them again.
   */
  private static final int SHARD_BITS = 1;

  private static final long BUFFER_BYTES = 16L << 20;
  private static final long FILE_BYTES = 16L << 20;
  private static final int BLOOM_BITS = 10;

  private final Path folder;
  private final LRUCache cache;
  private final BloomFilter filter;
  private final ColumnFamilyOptions options;
  private final DBOptions dbOptions;
  private final WriteOptions writeOptions = new WriteOptions();
  private final ReadOptions scanOptions = new ReadOptions().setFillCache(false);
  private final List<ColumnFamilyHandle> handles = new ArrayList<>();
  private final RocksDB db;

  private Store(Path folder) throws RocksDBException {
    this.folder = folder;
    cache = new LRUCache(CACHE_BYTES, SHARD_BITS);
    filter = new BloomFilter(BLOOM_BITS);
    options =
        new ColumnFamilyOptions()
            .setWriteBufferSize(BUFFER_BYTES)
            .setTargetFileSizeBase(FILE_BYTES)
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setTableFormatConfig(
                new BlockBasedTableConfig()
                    .setBlockCache(cache)
                    .setCacheIndexAndFilterBlocks(true)
                    .setFilterPolicy(filter));
    dbOptions =
        new DBOptions()
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setMaxOpenFiles(1_000)
            .setMaxTotalWalSize(4 * BUFFER_BYTES)
            .setInfoLogLevel(InfoLogLevel.ERROR_LEVEL)
            .setKeepLogFileNum(2);
    List<ColumnFamilyDescriptor> tables = new ArrayList<>();
    for (Table table : Table.values()) {
      byte[] name =
          table == Table.ROWS
              ? RocksDB.DEFAULT_COLUMN_FAMILY
              : table.name().getBytes(StandardCharsets.UTF_8);
      tables.add(new ColumnFamilyDescriptor(name, options));
    }
    db = RocksDB.open(dbOptions, folder.toString(), tables, handles);
  }

  /**
   * Opens the store of a folder, which is made if it is not there.
   *
   * @throws UserError if another process has it open, or it cannot be read
   */
  static Store open(Path folder) {
    RocksDB.loadLibrary();
    try {
      Files.createDirectories(folder);
      return new Store(folder);
    } catch (RocksDBException | IOException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw UserError.usage(
          reason.contains("LOCK")
              ? "state folder %s: another run has it open: stop that one, or name another folder"
                  .formatted(folder)
              : "state folder %s: cannot be opened: %s".formatted(folder, reason),
          e);
    }
  }

  private ColumnFamilyHandle of(Table table) {
    return handles.get(table.ordinal());
  }

  byte[] get(Table table, byte[] key) {
    try {
      return db.get(of(table), key);
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  /** Returns a text; null if there is none. */
  String meta(String name) {
    byte[] value = get(Table.META, name.getBytes(StandardCharsets.UTF_8));
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }

  /** Returns the values of keys in their order; null where there is none. */
  List<byte[]> getAll(Table table, List<byte[]> keys) {
    try {
      List<ColumnFamilyHandle> all = new ArrayList<>(keys.size());
      keys.forEach(key -> all.add(of(table)));
      return db.multiGetAsList(all, keys);
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  /**
   * Goes through a table in the order of the keys, until the visitor says no.
   *
   * @param from the least key; empty for all
   */
  void scan(Table table, byte[] from, BiPredicate<byte[], byte[]> visitor) {
    try (RocksIterator rows = db.newIterator(of(table), scanOptions)) {
      rows.seek(from);
      while (rows.isValid() && visitor.test(rows.key(), rows.value())) {
        rows.next();
      }
      rows.status();
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  /** Changes that are written at once, or not at all. */
  final class Batch implements AutoCloseable {
    private final WriteBatch batch = new WriteBatch();

    void put(Table table, byte[] key, byte[] value) {
      try {
        batch.put(of(table), key, value);
      } catch (RocksDBException e) {
        throw failed(e);
      }
    }

    void delete(Table table, byte[] key) {
      try {
        batch.delete(of(table), key);
      } catch (RocksDBException e) {
        throw failed(e);
      }
    }

    void meta(String name, String value) {
      byte[] key = name.getBytes(StandardCharsets.UTF_8);
      if (value == null) {
        delete(Table.META, key);
      } else {
        put(Table.META, key, value.getBytes(StandardCharsets.UTF_8));
      }
    }

    /** Empties a table. */
    void clear(Table table) {
      byte[] last = new byte[64];
      Arrays.fill(last, (byte) 0xff);
      try {
        batch.deleteRange(of(table), new byte[0], last);
      } catch (RocksDBException e) {
        throw failed(e);
      }
    }

    void write() {
      try {
        db.write(writeOptions, batch);
      } catch (RocksDBException e) {
        throw failed(e);
      }
    }

    @Override
    public void close() {
      batch.close();
    }
  }

  Batch batch() {
    return new Batch();
  }

  private UserError failed(RocksDBException e) {
    return UserError.failed(
        "state folder %s: %s"
            .formatted(folder, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
        e);
  }

  @Override
  public void close() {
    handles.forEach(ColumnFamilyHandle::close);
    db.close();
    scanOptions.close();
    writeOptions.close();
    dbOptions.close();
    options.close();
    filter.close();
    cache.close();
  }
}
