package io.twinstream.migration.move;

import io.twinstream.migration.inspect.Checkpoint;
import io.twinstream.migration.inspect.Compression;
import io.twinstream.migration.inspect.DStreamCheckpoint;
import io.twinstream.migration.inspect.FieldChoice;
import io.twinstream.migration.inspect.StateRecords;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads a part of a state RDD.
 *
 * @param isKryo whether Kryo wrote it
 * @param settings the application's settings of Kryo
 * @param fields the fields that are read
 */
record PartReader(boolean isKryo, TreeMap<String, String> settings, FieldChoice fields)
    implements Serializable {
  /** Returns the reader of an application's parts. */
  static PartReader of(DStreamCheckpoint checkpoint, FieldChoice fields) {
    TreeMap<String, String> settings = new TreeMap<>();
    for (Checkpoint.Setting setting : checkpoint.settings()) {
      if (setting.key().startsWith("spark.kryo")) {
        settings.put(setting.key(), setting.value());
      }
    }
    return new PartReader(checkpoint.isKryo(), settings, fields);
  }

  /** Returns the keys of a part with their states. */
  Iterator<Map<String, Object>> read(StateRecords.Part part) throws IOException {
    if (isKryo) {
      return new KryoRecords(
          Compression.decompressIfCompressed(new BufferedInputStream(part.open())),
          settings,
          fields);
    }
    return new StateRecords(
        () -> new BufferedInputStream(part.open()), fields, new OwnObjects(fields));
  }
}
