package io.twinstream.migration.compare.follow;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The entries that a batch changes, and the numbers that change with them. */
final class Changes implements AutoCloseable {
  private final Map<ByteBuffer, Entry> entries = new LinkedHashMap<>();
  final Store.Batch batch;
  private final Store store;
  private final Books books;

  Changes(Store store, Books books) {
    this.store = store;
    this.books = books;
    this.batch = store.batch();
  }

  /** Looks up entries, of which new ones are made where there are none. */
  void read(List<byte[]> ids) {
    List<byte[]> asked =
        ids.stream().map(ByteBuffer::wrap).distinct().map(ByteBuffer::array).toList();
    List<byte[]> found = store.getAll(Store.Table.ROWS, asked);
    for (int i = 0; i < asked.size(); i++) {
      entries.put(
          ByteBuffer.wrap(asked.get(i)),
          found.get(i) == null ? new Entry() : Entry.of(found.get(i)));
    }
  }

  /** Returns an entry that was looked up. */
  Entry get(byte[] id) {
    return entries.get(ByteBuffer.wrap(id));
  }

  /** Notes an entry that has changed. */
  void put(byte[] id, Entry entry) {
    if (entry.status == Status.GONE) {
      batch.delete(Store.Table.ROWS, id);
    } else {
      batch.put(Store.Table.ROWS, id, entry.bytes());
    }
    mark(Store.Table.OPEN, id, entry, Status.OPEN);
    mark(Store.Table.DIFFERENT, id, entry, Status.DIFFERENT);
  }

  private void mark(Store.Table table, byte[] id, Entry entry, Status status) {
    if (entry.status == status) {
      batch.put(table, id, new byte[0]);
    } else if (entry.storedStatus() == status) {
      batch.delete(table, id);
    }
  }

  /** Writes all, the numbers, and what else there is. */
  void write(Consumer<Store.Batch> more) {
    more.accept(batch);
    books.save(batch);
    batch.write();
  }

  @Override
  public void close() {
    batch.close();
  }
}
