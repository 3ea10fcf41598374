package io.twinstream.migration.move;

import com.google.common.base.Throwables;
import io.twinstream.migration.inspect.Checkpoint;
import io.twinstream.migration.inspect.Compression;
import io.twinstream.migration.inspect.DStreamCheckpoint;
import io.twinstream.migration.inspect.FieldChoice;
import io.twinstream.migration.inspect.StateRecords;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Reads a part of a state RDD.
 *
 * @param isKryo whether Kryo wrote it
 * @param settings the application's settings of Kryo
 * @param layouts how Kryo may have written it, the most likely one first
 * @param fields the fields that are read
 */
record PartReader(
    boolean isKryo, TreeMap<String, String> settings, List<KryoLayout> layouts, FieldChoice fields)
    implements Serializable {
  /** Returns the reader of an application's parts. */
  static PartReader of(DStreamCheckpoint checkpoint, FieldChoice fields) {
    TreeMap<String, String> settings = new TreeMap<>();
    for (Checkpoint.Setting setting : checkpoint.settings()) {
      settings.put(setting.key(), setting.value());
    }
    List<KryoLayout> layouts = KryoLayout.likely(settings);
    settings.keySet().removeIf(key -> !key.startsWith("spark.kryo"));
    return new PartReader(checkpoint.isKryo(), settings, layouts, fields);
  }

  /** Returns the keys of a part with their states. */
  Iterator<Map<String, Object>> read(StateRecords.Part part) throws IOException {
    return isKryo
        ? readKryo(part)
        : new StateRecords(
            () -> new BufferedInputStream(part.open()), fields, new OwnObjects(fields));
  }

  /** In the likeliest layout in which its first record is one. */
  private Iterator<Map<String, Object>> readKryo(StateRecords.Part part) throws IOException {
    RuntimeException failure = null;
    for (KryoLayout layout : layouts) {
      InputStream in = Compression.decompressIfCompressed(new BufferedInputStream(part.open()));
      try {
        KryoRecords records = new KryoRecords(in, layout, settings, fields);
        records.hasNext();
        return records;
      } catch (RuntimeException e) {
        in.close();
        failure = failure == null || (isRefusal(e) && !isRefusal(failure)) ? e : failure;
      }
    }
    throw Objects.requireNonNull(failure);
  }

  /** Tells whether bytes were understood, and a class in them is the reason. */
  private static boolean isRefusal(RuntimeException failure) {
    return Throwables.getCausalChain(failure).stream()
        .anyMatch(NoSuchElementException.class::isInstance);
  }
}
