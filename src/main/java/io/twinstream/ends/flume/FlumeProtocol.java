package io.twinstream.ends.flume;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Protocol;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** The two protocols, as flume.avdl and Spark's sparkflume.avdl have them. */
final class FlumeProtocol {
  private static final String EVENT_FIELDS =
      """
      "fields": [{"name": "headers", "type": {"type": "map", "values": "string"}},
                 {"name": "body", "type": "bytes"}]""";

  /** Of an agent's avro sink, which calls. */
  static final Protocol PUSH =
      Protocol.parse(
          """
          {"protocol": "AvroSourceProtocol", "namespace": "org.apache.flume.source.avro",
           "types": [{"type": "enum", "name": "Status", "symbols": ["OK", "FAILED", "UNKNOWN"]},
                     {"type": "record", "name": "AvroFlumeEvent", %s}],
           "messages": {
             "append": {"request": [{"name": "event", "type": "AvroFlumeEvent"}], "response": "Status"},
             "appendBatch": {"request": [{"name": "events", "type": {"type": "array", "items": "AvroFlumeEvent"}}],
                             "response": "Status"}}}"""
              .formatted(EVENT_FIELDS));

  /** Of {@code org.apache.spark.streaming.flume.sink.SparkSink}, which is called. */
  static final Protocol POLL =
      Protocol.parse(
          """
          {"protocol": "SparkFlumeProtocol", "namespace": "org.apache.spark.streaming.flume.sink",
           "types": [{"type": "record", "name": "SparkSinkEvent", %s},
                     {"type": "record", "name": "EventBatch", "fields": [
                       {"name": "errorMsg", "type": "string", "default": ""},
                       {"name": "sequenceNumber", "type": "string"},
                       {"name": "events", "type": {"type": "array", "items": "SparkSinkEvent"}}]}],
           "messages": {
             "getEventBatch": {"request": [{"name": "n", "type": "int"}], "response": "EventBatch"},
             "ack": {"request": [{"name": "sequenceNumber", "type": "string"}], "response": "null"},
             "nack": {"request": [{"name": "sequenceNumber", "type": "string"}], "response": "null"}}}"""
              .formatted(EVENT_FIELDS));

  private static final Schema STATUS = PUSH.getType("org.apache.flume.source.avro.Status");

  private FlumeProtocol() {}

  /**
   * Returns what an agent is answered: it keeps its events and sends them again unless it is OK.
   */
  static Object status(boolean isStored) {
    return new GenericData.EnumSymbol(STATUS, isStored ? "OK" : "FAILED");
  }

  static List<FlumeEvent> events(List<?> records) {
    return records.stream().map(each -> event((GenericRecord) each)).toList();
  }

  static FlumeEvent event(GenericRecord event) {
    Map<String, String> headers = new HashMap<>();
    ((Map<?, ?>) event.get("headers"))
        .forEach((name, value) -> headers.put(name.toString(), value.toString()));
    ByteBuffer body = (ByteBuffer) event.get("body");
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    return new FlumeEvent(headers, bytes);
  }
}
