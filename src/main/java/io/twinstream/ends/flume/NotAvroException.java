package io.twinstream.ends.flume;

import java.io.IOException;

/** What came in is no message, or none that is taken. */
final class NotAvroException extends IOException {
  private static final long serialVersionUID = 1L;

  private NotAvroException(String message) {
    super(message);
  }

  static NotAvroException of(String peer) {
    return new NotAvroException(
        "%s: what it sends is no Avro call of Flume: it must be an agent's avro sink"
            .formatted(peer));
  }

  static NotAvroException tooLarge(String peer, long bytes, long most) {
    return new NotAvroException(
        "%s: a request of more than %,d bytes (%,d so far) is not taken: lower the sink's batch-size, or raise %s"
            .formatted(peer, most, bytes, FlumeReceiver.MOST_BYTES));
  }
}
