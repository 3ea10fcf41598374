package io.twinstream.ends.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.error.UserError;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileReader;

/** Reads the binary format. */
final class AvroReader implements RecordingReader {
  private final Path file;
  private final Consumer<String> cut;
  private final DataFileReader<RecordingItem> in;
  private final RecordingHead head;
  private long records;
  private long arrival;
  private RecordingEnd end;
  private Place place;

  private AvroReader(Path file, Consumer<String> cut, DataFileReader<RecordingItem> in) {
    this.file = file;
    this.cut = cut;
    this.in = in;
    this.head = readHead();
    this.place = new Place(in.previousSync(), 0, 0);
  }

  static AvroReader open(Path file, Consumer<String> cut) {
    try {
      return new AvroReader(file, cut, new DataFileReader<>(file.toFile(), new AvroFormat()));
    } catch (EOFException e) {
      throw UserError.failed(
          "%s: is truncated in its header: no record is complete".formatted(file), e);
    } catch (IOException | AvroRuntimeException | IllegalArgumentException e) {
      throw UserError.failed(
          "%s: is not a recording of version %s: %s"
              .formatted(file, AvroFormat.NEWEST, e.getMessage()),
          e);
    }
  }

  private RecordingHead readHead() {
    String version = in.getMetaString(AvroFormat.VERSION);
    if (!AvroFormat.NEWEST.equals(version)) {
      throw UserError.failed(
          version == null
              ? "%s: is an Avro file but not a recording: its metadata have no %s"
                  .formatted(file, AvroFormat.VERSION)
              : "%s: is a recording of version %s; this program reads version %s"
                  .formatted(file, version, AvroFormat.NEWEST));
    }
    try {
      Map<String, Integer> topics =
          new ObjectMapper()
              .readValue(in.getMetaString(AvroFormat.TOPICS), new TypeReference<>() {});
      return new RecordingHead(topics, in.getMetaLong(AvroFormat.BEGAN));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw UserError.failed(
          "%s: its head is damaged: %s or %s cannot be read"
              .formatted(file, AvroFormat.TOPICS, AvroFormat.BEGAN),
          e);
    }
  }

  @Override
  public RecordingHead head() {
    return head;
  }

  @Override
  public Recorded next() {
    RecordingItem item = end == null ? read() : end;
    if (item instanceof Recorded record && record.arrivalMillis() >= arrival) {
      records++;
      arrival = record.arrivalMillis();
      return record;
    }
    if (item instanceof Recorded) {
      cutAt("is damaged: the next one arrives before the one above it");
    }
    return null;
  }

  /** Returns the next record, or the end, which may be that of the whole records. */
  private RecordingItem read() {
    try {
      if (!in.hasNext()) {
        return cutAt("is truncated");
      }
      RecordingItem item = in.next();
      moveOn();
      if (item instanceof RecordingEnd read) {
        end = read;
        if (read.records() != records || in.hasNext()) {
          return cutAt("is damaged: its end mark counts %,d".formatted(read.records()));
        }
      }
      return item;
    } catch (EOFException | NullPointerException e) {
      // Cut off in the two numbers before a block, Avro (1.11, 1.12) goes on with a block it has
      // not.
      return cutAt("is truncated");
    } catch (AvroRuntimeException | IOException | IndexOutOfBoundsException e) {
      return cutAt("is damaged");
    }
  }

  private void moveOn() throws IOException {
    long block = in.previousSync();
    int inBlock = block == place.position() ? place.skip() + 1 : 0;
    place = new Place(block, inBlock, place.number() + 1);
  }

  private RecordingItem cutAt(String what) {
    cut.accept("%s after %,d whole records, at %,d ms".formatted(what, records, arrival));
    end = new RecordingEnd(arrival, records);
    return end;
  }

  @Override
  public boolean isEndNamed() {
    return end != null;
  }

  @Override
  public long endMillis() {
    return end == null ? arrival : end.arrivalMillis();
  }

  @Override
  public String where() {
    return "record %,d".formatted(records);
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public void seek(Place to) {
    try {
      in.seek(to.position());
      for (int i = 0; i < to.skip(); i++) {
        in.next();
      }
      place = to;
      records = to.number();
      arrival = 0;
      end = null;
    } catch (IOException | AvroRuntimeException e) {
      throw UserError.failed(
          "%s: was changed while it was read: leave it alone".formatted(file), e);
    }
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw RecordingReader.unreadable(file, e);
    }
  }
}
