package io.twinstream.ends.lines;

import io.twinstream.ends.Loopback;
import io.twinstream.error.UserError;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends lines to whoever is connected, on the loopback interface, as {@code nc -lk} does: clients
 * come and go; a line goes to all that are connected when it is sent; while there is none, the
 * sender waits. A client that reads slowly slows the sender down. Lines that a client did not read
 * before it went away are lost to it.
 */
public final class LineServer implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final ServerSocket server;
  private final Thread accepting = new Thread(this::accept, "line server");

  // Guarded by this.
  private final List<Client> clients = new ArrayList<>();
  private boolean isClosed;
  private int accepted;

  private LineServer(ServerSocket server) {
    this.server = server;
  }

  /** One connection. */
  private record Client(Socket socket, OutputStream out) {}

  /**
   * Starts a server.
   *
   * @param port 1 to 65535, or 0 for any that is free
   * @throws UserError if the port cannot be had
   */
  public static LineServer start(int port) {
    LineServer lines = new LineServer(Loopback.listen(port));
    lines.accepting.setDaemon(true);
    lines.accepting.start();
    return lines;
  }

  /** Returns the port it listens on. */
  public int port() {
    return server.getLocalPort();
  }

  /** Returns how many clients have connected since the start. */
  public synchronized int accepted() {
    return accepted;
  }

  /** Waits for a moment, or until so many clients are connected; tells whether they are. */
  public synchronized boolean awaitClients(int count, long millis) throws InterruptedException {
    if (clients.size() < count) {
      wait(millis);
    }
    return clients.size() >= count;
  }

  /**
   * Sends a line to all clients; returns how many took it. What is sent may stay in a buffer until
   * {@link #flush}.
   */
  public int send(byte[] line) {
    return onEach(
        client -> {
          client.out().write(line);
          client.out().write('\n');
        });
  }

  /** Pushes out what is buffered. */
  public void flush() {
    onEach(client -> client.out().flush());
  }

  /** Closes all connections after what was sent to them, and the port. */
  @Override
  public void close() {
    flush();
    synchronized (this) {
      isClosed = true;
      clients.forEach(LineServer::close);
      clients.clear();
      notifyAll();
    }
    try {
      server.close();
    } catch (IOException e) {
      throw UserError.failed("port %d: cannot be closed: %s".formatted(port(), e.getMessage()), e);
    }
  }

  /** Something done with a connection. */
  private interface Action {
    void with(Client client) throws IOException;
  }

  /** A client that cannot be written to has gone away. */
  private int onEach(Action action) {
    List<Client> present;
    synchronized (this) {
      present = new ArrayList<>(clients);
    }
    int done = 0;
    for (Client client : present) {
      try {
        action.with(client);
        done++;
      } catch (IOException gone) {
        forget(client);
      }
    }
    return done;
  }

  private synchronized void forget(Client client) {
    clients.remove(client);
    close(client);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        add(new Client(socket, new BufferedOutputStream(socket.getOutputStream(), BUFFER)));
      } catch (IOException e) {
        // The port was closed, or the client was gone before it was there.
      }
    }
  }

  private synchronized void add(Client client) {
    if (isClosed) {
      close(client);
    } else {
      clients.add(client);
      accepted++;
      notifyAll();
    }
  }

  private static void close(Client client) {
    try {
      client.socket().close();
    } catch (IOException e) {
      // It was gone already.
    }
  }
}
