package io.twinstream.ends.flume;

import java.util.List;
import java.util.function.Predicate;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Protocol;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DatumReader;
import org.apache.avro.ipc.generic.GenericResponder;

/** Answers the calls of an agent's avro sink. */
final class EventsResponder extends GenericResponder {
  /** A list grows when there are more; the number that a message begins with may be a lie. */
  private static final int EXPECTED = 1_000;

  private final Predicate<List<FlumeEvent>> store;

  /**
   * @param store keeps events and tells whether it has; called by several threads
   */
  EventsResponder(Predicate<List<FlumeEvent>> store) {
    super(FlumeProtocol.PUSH);
    this.store = store;
  }

  @Override
  public Object respond(Protocol.Message message, Object request) {
    Object argument = ((GenericRecord) request).get(0);
    List<FlumeEvent> events =
        switch (message.getName()) {
          case "append" -> List.of(FlumeProtocol.event((GenericRecord) argument));
          case "appendBatch" -> FlumeProtocol.events((List<?>) argument);
          default -> throw new AvroRuntimeException("no such call: " + message.getName());
        };
    return FlumeProtocol.status(store.test(events));
  }

  @Override
  protected DatumReader<Object> getDatumReader(Schema actual, Schema expected) {
    return new GenericDatumReader<>(actual, expected) {
      @Override
      protected Object newArray(Object old, int size, Schema schema) {
        return super.newArray(old, Math.min(size, EXPECTED), schema);
      }
    };
  }
}
