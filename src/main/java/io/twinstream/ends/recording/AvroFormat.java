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
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * The binary format: an Avro container file of the schema {@code recording.avsc}. Reads what Avro's
 * generic classes would, without an object for each field; {@link Block} writes it.
 */
final class AvroFormat implements DatumReader<RecordingItem> {
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
