package io.twinstream.ends.recording;

import io.twinstream.api.InputRecord.Header;
import io.twinstream.ends.recording.Recorded.TimestampType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.apache.avro.util.Utf8;

/**
 * The binary format: an Avro container file of the schema {@code recording.avsc}. Reads and writes
 * what Avro's generic classes would, without an object for each field.
 */
final class AvroFormat implements DatumReader<RecordingItem>, DatumWriter<RecordingItem> {
  static final Schema SCHEMA = schema();

  /** Keys of the file's metadata. */
  static final String VERSION = "twinstream.recording";

  static final String TOPICS = "twinstream.topics";
  static final String BEGAN = "twinstream.began";

  /** The version that is written and read. */
  static final String NEWEST = "1";

  /** The first bytes of every Avro container file. */
  static final byte[] MAGIC = {'O', 'b', 'j', 1};

  private static final TimestampType[] TIMESTAMP_TYPES = TimestampType.values();
  private static final int NULL = 0;
  private static final int PRESENT = 1;

  // The topic of the record before: most have the same.
  private String topic = "";
  private Utf8 topicText = new Utf8("");

  private static Schema schema() {
    try (InputStream in = AvroFormat.class.getResourceAsStream("recording.avsc")) {
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void setSchema(Schema schema) {
    if (!schema.equals(SCHEMA)) {
      throw new IllegalArgumentException("another schema than that of version " + NEWEST);
    }
  }

  @Override
  public void write(RecordingItem item, Encoder out) throws IOException {
    out.writeLong(item.arrivalMillis());
    if (item instanceof Recorded record) {
      writeRecord(record, out);
      writeNull(out);
    } else {
      writeRecord(Recorded.ofLine(item.arrivalMillis(), -1, null), out);
      out.writeIndex(PRESENT);
      out.writeLong(((RecordingEnd) item).records());
    }
  }

  private void writeRecord(Recorded record, Encoder out) throws IOException {
    if (!record.topic().equals(topic)) {
      topic = record.topic();
      topicText = new Utf8(topic);
    }
    out.writeString(topicText);
    out.writeInt(record.partition());
    out.writeLong(record.offset());
    out.writeLong(record.timestampMillis());
    out.writeEnum(record.timestampType().ordinal());
    writeBytes(record.key(), out);
    writeBytes(record.value(), out);
    out.writeArrayStart();
    out.setItemCount(record.headers().size());
    for (Header header : record.headers()) {
      out.startItem();
      out.writeString(header.name());
      writeBytes(header.value(), out);
    }
    out.writeArrayEnd();
  }

  private static void writeBytes(byte[] bytes, Encoder out) throws IOException {
    if (bytes == null) {
      writeNull(out);
    } else {
      out.writeIndex(PRESENT);
      out.writeBytes(bytes);
    }
  }

  private static void writeNull(Encoder out) throws IOException {
    out.writeIndex(NULL);
    out.writeNull();
  }

  @Override
  public RecordingItem read(RecordingItem reused, Decoder in) throws IOException {
    long arrival = in.readLong();
    Recorded record =
        new Recorded(
            arrival,
            readTopic(in),
            in.readInt(),
            in.readLong(),
            in.readLong(),
            TIMESTAMP_TYPES[in.readEnum()],
            readBytes(in),
            readBytes(in),
            readHeaders(in));
    if (in.readIndex() == NULL) {
      in.readNull();
      return record;
    }
    return new RecordingEnd(arrival, in.readLong());
  }

  private String readTopic(Decoder in) throws IOException {
    Utf8 read = in.readString(null);
    if (!read.equals(topicText)) {
      topicText = read;
      topic = read.toString();
    }
    return topic;
  }

  private static byte[] readBytes(Decoder in) throws IOException {
    if (in.readIndex() == NULL) {
      in.readNull();
      return null;
    }
    ByteBuffer bytes = in.readBytes(null);
    return bytes.array();
  }

  private static List<Header> readHeaders(Decoder in) throws IOException {
    long count = in.readArrayStart();
    if (count == 0) {
      return List.of();
    }
    List<Header> headers = new ArrayList<>((int) count);
    for (; count > 0; count = in.arrayNext()) {
      for (long i = 0; i < count; i++) {
        headers.add(new Header(in.readString(), readBytes(in)));
      }
    }
    return headers;
  }
}
