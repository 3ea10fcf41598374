package io.twinstream.local.demo;

import io.twinstream.ends.Loopback;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A queue of messages, which it keeps until they are acknowledged: a client that connects is told
 * how many are, and sent those that are not, so many a second. A line from the client is how many
 * it has stored.
 */
final class QueueServer implements AutoCloseable {
  private static final int SENSORS = 8;

  private final ServerSocket server = Loopback.listen(0);
  private final long perSecond;

  // Guarded by this: how often each message was sent, and how many are acknowledged.
  private final List<Integer> sent = new ArrayList<>();
  private int acknowledged;
  private boolean isFinished;
  private Socket client;

  /**
   * Starts it.
   *
   * @param perSecond how many messages are sent a second
   */
  QueueServer(long perSecond) {
    this.perSecond = perSecond;
    daemon(this::accept);
  }

  /** Returns the k-th message, which no other is like. */
  static String message(int k) {
    return "sensor-%d/%d".formatted(k % SENSORS, k);
  }

  int port() {
    return server.getLocalPort();
  }

  synchronized int acknowledged() {
    return acknowledged;
  }

  /** Sends no new messages from now on. */
  synchronized void finish() {
    isFinished = true;
  }

  /** Tells whether it is finished and all that was sent is acknowledged. */
  synchronized boolean isDone() {
    return isFinished && acknowledged == sent.size();
  }

  /** Returns how often each message was sent. */
  synchronized List<Integer> sent() {
    return List.copyOf(sent);
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "queue");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        int from = connected(socket);
        daemon(() -> send(socket, from));
        daemon(() -> read(socket));
      } catch (IOException e) {
        // The port was closed, or the client was gone before it was there.
      }
    }
  }

  private synchronized int connected(Socket socket) throws IOException {
    if (client != null) {
      client.close();
    }
    client = socket;
    return acknowledged;
  }

  private void send(Socket socket, int from) {
    try (socket) {
      OutputStream out = socket.getOutputStream();
      out.write((from + "\n").getBytes(StandardCharsets.UTF_8));
      long begin = System.nanoTime();
      for (int k = from; !socket.isClosed(); ) {
        if (takes(k)) {
          out.write((message(k) + "\n").getBytes(StandardCharsets.UTF_8));
          k++;
        }
        long due = begin + TimeUnit.SECONDS.toNanos(1) / perSecond * (k - from);
        LockSupport.parkNanos(Math.max(due - System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(1)));
      }
    } catch (IOException e) {
      // The client is gone, and is sent the rest when it comes again.
    }
  }

  /** Tells whether the message is sent now, and notes it. */
  private synchronized boolean takes(int k) {
    if (k < sent.size()) {
      sent.set(k, sent.get(k) + 1);
    } else if (isFinished) {
      return false;
    } else {
      sent.add(1);
    }
    return true;
  }

  private void read(Socket socket) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        acknowledge(Integer.parseInt(line));
      }
    } catch (IOException e) {
      // The client is gone; that ends the sending too, as this closes the socket.
    }
  }

  private synchronized void acknowledge(int stored) {
    acknowledged = Math.max(acknowledged, stored);
  }

  @Override
  public void close() throws IOException {
    server.close();
    connected(null);
  }
}
