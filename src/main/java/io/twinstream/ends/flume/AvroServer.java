package io.twinstream.ends.flume;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.ipc.Responder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers Avro calls on a port, each connection by a thread of its own. */
final class AvroServer {
  private static final Logger LOG = LoggerFactory.getLogger(AvroServer.class);
  private static final int MOST_CONNECTIONS = 256;

  private final ServerSocket server;
  private final Responder responder;
  private final long mostBytes;
  private final Map<AvroConnection, Thread> connections = new ConcurrentHashMap<>();

  private AvroServer(ServerSocket server, Responder responder, long mostBytes) {
    this.server = server;
    this.responder = responder;
    this.mostBytes = mostBytes;
  }

  /**
   * Returns a server that takes connections.
   *
   * @param mostBytes of a request
   * @throws IOException saying the address, if it cannot be had
   */
  static AvroServer start(String host, int port, Responder responder, long mostBytes)
      throws IOException {
    AvroServer server = new AvroServer(listen(host, port), responder, mostBytes);
    daemon(server::accept, "flume " + host + ":" + port);
    return server;
  }

  /**
   * Returns a socket that listens.
   *
   * @throws IOException saying the address and what to do, if it cannot be had
   */
  static ServerSocket listen(String host, int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw new IOException(
          "cannot listen on %s:%d (%s): name an address of the machine where the receiver runs, and a free port"
              .formatted(host, port, e.getMessage()),
          e);
    }
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Lets nothing more in; returns when what came in is answered, or the time is over. */
  void stop(long millis) {
    close(server);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    boolean wasInterrupted = Thread.interrupted();
    for (AvroConnection connection : connections.keySet()) {
      try {
        connection.stopReading();
      } catch (IOException e) {
        // It was gone already.
      }
    }
    for (Map.Entry<AvroConnection, Thread> each : connections.entrySet()) {
      try {
        each.getValue().join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
      close(each.getKey());
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        take(server.accept());
      } catch (IOException e) {
        // The port was closed, or the client was gone before it was there.
      }
    }
  }

  private void take(Socket socket) throws IOException {
    if (connections.size() >= MOST_CONNECTIONS) {
      LOG.warn("{}: refused: {} are connected", socket.getRemoteSocketAddress(), MOST_CONNECTIONS);
      socket.close();
      return;
    }
    AvroConnection connection = new AvroConnection(socket, mostBytes);
    Thread thread = new Thread(() -> answer(connection), "flume " + connection.getRemoteName());
    thread.setDaemon(true);
    connections.put(connection, thread);
    thread.start();
    if (server.isClosed()) {
      connection.stopReading();
    }
  }

  private void answer(AvroConnection connection) {
    try {
      while (true) {
        List<ByteBuffer> answer = responder.respond(connection.readBuffers(), connection);
        if (answer != null) { // none to a call of one way
          connection.writeBuffers(answer);
        }
      }
    } catch (EOFException e) {
      LOG.info("{}: has ended the connection", connection.getRemoteName());
    } catch (IOException | RuntimeException e) {
      LOG.warn("{}: the connection is closed: {}", connection.getRemoteName(), e.toString());
    } catch (OutOfMemoryError e) { // a length in what it sent that Avro took for true
      LOG.warn("{}: the connection is closed: a request was too large", connection.getRemoteName());
    } finally {
      close(connection);
      connections.remove(connection);
    }
  }

  private static void close(AutoCloseable each) {
    try {
      each.close();
    } catch (Exception e) { // IOException: it was gone already
      LOG.debug("{}: cannot be closed", each, e);
    }
  }
}
