package io.twinstream.migration.compare.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** Makes records in Avro's binary encoding to JSON that Spark reads with {@link AvroTypes}. */
final class AvroToJson implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A magic byte, which is 0, and the number of the schema. */
  static final int CONFLUENT_HEADER = 5;

  private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

  private final Schema schema;
  private final boolean isConfluent;
  private transient GenericDatumReader<IndexedRecord> reader;

  AvroToJson(Schema schema, boolean isConfluent) {
    this.schema = schema;
    this.isConfluent = isConfluent;
  }

  /** Returns the record as JSON; null if these bytes are none, or more than one. */
  String json(byte[] value) {
    int skipped = isConfluent ? CONFLUENT_HEADER : 0;
    if (value.length < skipped || isConfluent && value[0] != 0) {
      return null;
    }
    if (reader == null) {
      reader = new GenericDatumReader<>(schema);
    }
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(value, skipped, value.length - skipped, null);
    try {
      IndexedRecord record = reader.read(null, decoder);
      return decoder.isEnd() ? node(schema, record).toString() : null;
    } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException notOfThisSchema) {
      return null;
    }
  }

  private static JsonNode node(Schema schema, Object value) {
    LogicalType logical = schema.getLogicalType();
    return switch (schema.getType()) {
      case NULL -> NODES.nullNode();
      case BOOLEAN -> NODES.booleanNode((Boolean) value);
      case INT ->
          logical instanceof LogicalTypes.Date
              ? NODES.textNode(LocalDate.ofEpochDay((Integer) value).toString())
              : NODES.numberNode((Integer) value);
      case LONG -> ofLong(logical, (Long) value);
      case FLOAT -> ofDouble((Float) value, value.toString());
      case DOUBLE -> ofDouble((Double) value, value.toString());
      case STRING, ENUM -> NODES.textNode(value.toString());
      case BYTES -> ofBytes(logical, bytes((ByteBuffer) value));
      case FIXED -> ofBytes(logical, ((GenericFixed) value).bytes());
      case RECORD -> ofRecord(schema, (IndexedRecord) value);
      case ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        ((Collection<?>) value).forEach(each -> array.add(node(schema.getElementType(), each)));
        yield array;
      }
      case MAP -> {
        ObjectNode map = NODES.objectNode();
        ((Map<?, ?>) value)
            .forEach((key, each) -> map.set(key.toString(), node(schema.getValueType(), each)));
        yield map;
      }
      case UNION ->
          node(schema.getTypes().get(GenericData.get().resolveUnion(schema, value)), value);
    };
  }

  private static ObjectNode ofRecord(Schema schema, IndexedRecord record) {
    ObjectNode fields = NODES.objectNode();
    for (Schema.Field field : schema.getFields()) {
      fields.set(field.name(), node(field.schema(), record.get(field.pos())));
    }
    return fields;
  }

  private static JsonNode ofLong(LogicalType logical, long value) {
    if (logical instanceof LogicalTypes.TimestampMillis) {
      return NODES.textNode(instant(value, ChronoUnit.MILLIS).toString());
    }
    if (logical instanceof LogicalTypes.TimestampMicros) {
      return NODES.textNode(instant(value, ChronoUnit.MICROS).toString());
    }
    if (logical instanceof LogicalTypes.LocalTimestampMillis) {
      return NODES.textNode(local(instant(value, ChronoUnit.MILLIS)));
    }
    if (logical instanceof LogicalTypes.LocalTimestampMicros) {
      return NODES.textNode(local(instant(value, ChronoUnit.MICROS)));
    }
    return NODES.numberNode(value);
  }

  private static Instant instant(long value, ChronoUnit unit) {
    return Instant.EPOCH.plus(value, unit);
  }

  private static String local(Instant instant) {
    return LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString();
  }

  /** The number as it is written, which the other precision would not be. */
  private static JsonNode ofDouble(double value, String text) {
    return Double.isFinite(value) ? NODES.numberNode(new BigDecimal(text)) : NODES.textNode(text);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static JsonNode ofBytes(LogicalType logical, byte[] bytes) {
    return logical instanceof LogicalTypes.Decimal decimal
        ? NODES.numberNode(new BigDecimal(new BigInteger(bytes), decimal.getScale()))
        : NODES.binaryNode(bytes);
  }
}
