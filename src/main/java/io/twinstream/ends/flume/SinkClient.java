package io.twinstream.ends.flume;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.ipc.generic.GenericRequestor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls Spark's old sink in a Flume agent. */
final class SinkClient implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(SinkClient.class);
  private static final int CONNECT_MILLIS = 10_000;

  private final AvroConnection connection;
  private final GenericRequestor requestor;

  private SinkClient(AvroConnection connection) throws IOException {
    this.connection = connection;
    this.requestor = new GenericRequestor(FlumeProtocol.POLL, connection);
  }

  /**
   * Events of one transaction of the agent.
   *
   * @param number by which the sink knows the transaction
   * @param events none where the sink had none, or said why it cannot give any
   */
  record Batch(String number, List<FlumeEvent> events) {}

  /**
   * Returns a client.
   *
   * @param mostBytes of an answer
   */
  static SinkClient connect(String host, int port, long mostBytes) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      return new SinkClient(new AvroConnection(socket, mostBytes));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Waits until the agent has events and returns them; they are the sink's until they are
   * acknowledged.
   */
  Batch next(int most) throws IOException {
    GenericRecord batch = (GenericRecord) call("getEventBatch", "n", most);
    String error = batch.get("errorMsg").toString();
    if (!error.isEmpty()) {
      LOG.debug("{}: {}", connection.getRemoteName(), error);
      return new Batch("", List.of());
    }
    return new Batch(
        batch.get("sequenceNumber").toString(),
        FlumeProtocol.events((List<?>) batch.get("events")));
  }

  /** Lets the sink forget the events. */
  void ack(Batch batch) throws IOException {
    call("ack", "sequenceNumber", batch.number());
  }

  /** Lets the sink give the events out again. */
  void nack(Batch batch) throws IOException {
    call("nack", "sequenceNumber", batch.number());
  }

  private Object call(String message, String name, Object argument) throws IOException {
    GenericRecord request =
        new GenericData.Record(FlumeProtocol.POLL.getMessages().get(message).getRequest());
    request.put(name, argument);
    try {
      return requestor.request(message, request);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) { // what the sink itself has failed with
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (IOException e) {
      LOG.debug("{}: cannot be closed", connection.getRemoteName(), e);
    }
  }
}
