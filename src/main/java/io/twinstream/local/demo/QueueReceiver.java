package io.twinstream.local.demo;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.receiver.Receiver;

/**
 * The receiver of {@code bin/demo receivers}: it stores messages of a {@link QueueServer} and
 * acknowledges them then. As a receiver of others it knows Spark's API alone, and nothing of
 * twinstream.
 */
final class QueueReceiver extends Receiver<String> {
  private static final long serialVersionUID = 1L;
  private static final int MOST = 200;
  private static final int RETRY_MILLIS = 200;

  private final String host;
  private final int port;

  QueueReceiver(String host, String port) {
    super(StorageLevel.MEMORY_AND_DISK_SER());
    this.host = host;
    this.port = Integer.parseInt(port);
  }

  @Override
  public void onStart() {
    new Thread(this::receive, "queue receiver").start();
  }

  /** The thread looks at {@code isStopped}. */
  @Override
  public void onStop() {}

  private void receive() {
    try (Socket socket = new Socket(host, port);
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      long stored = Long.parseLong(read(in));
      while (!isStopped()) {
        List<String> messages = new ArrayList<>();
        do {
          messages.add(read(in));
        } while (messages.size() < MOST && in.ready());
        store(messages.iterator());
        stored += messages.size();
        socket.getOutputStream().write((stored + "\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (Exception e) { // the server is away, or the block could not be stored
      if (!isStopped()) {
        restart("queue " + host + ":" + port, e, RETRY_MILLIS);
      }
    }
  }

  private static String read(BufferedReader in) throws IOException {
    String line = in.readLine();
    if (line == null) {
      throw new EOFException("the server has ended the connection");
    }
    return line;
  }
}
