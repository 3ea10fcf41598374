package io.twinstream.ends.lines;

import io.twinstream.api.InputRecord;
import io.twinstream.ends.CountOffset;
import io.twinstream.ends.DriverSourceProvider;
import io.twinstream.ends.Loopback;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.SupportsAdmissionControl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP server's lines as a stream of micro-batches. Offset n: the n first lines that were
 * received.
 *
 * <p>A thread of the driver reads, connects again when the server goes away, and waits while the
 * lines that no micro-batch has taken yet fill {@link #MOST_WAITING} bytes, so that TCP slows the
 * server down.
 */
final class SocketStream implements MicroBatchStream, SupportsAdmissionControl {
  private static final Logger LOG = LoggerFactory.getLogger(SocketStream.class);
  private static final long MOST_WAITING = 64L << 20;
  private static final int LONGEST_LINE = 64 << 20;
  private static final int ENTRY_OVERHEAD = 64;
  private static final int CONNECT_MILLIS = 10_000;
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private final String host;
  private final int port;
  private final int parallelism;
  private final Thread reader = new Thread(this::read, "socket source");

  // Guarded by this.
  private final Deque<InputRecord> lines = new ArrayDeque<>();
  private long firstLine = -1;
  private long planned;
  private long waitingBytes;
  private boolean isClosedByServer;
  private boolean isStopped;
  private Socket socket;

  SocketStream(String host, int port, int parallelism) {
    this.host = host;
    this.port = port;
    this.parallelism = parallelism;
    reader.setDaemon(true);
  }

  /** Tells whether the server has closed a connection, after all its lines were taken in. */
  synchronized boolean wasClosedByServer() {
    return isClosedByServer;
  }

  /** Closes the connection and returns when every whole line that was received is in the stream. */
  void stopReading() {
    synchronized (this) {
      isStopped = true;
      close(socket);
      notifyAll();
    }
    try {
      reader.join(CONNECT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Offset initialOffset() {
    return new CountOffset(0);
  }

  @Override
  public synchronized Offset latestOffset(Offset start, ReadLimit limit) {
    beginAt(((CountOffset) start).count());
    return new CountOffset(firstLine + lines.size());
  }

  @Override
  public Offset latestOffset() {
    throw new UnsupportedOperationException("Spark asks for latestOffset(start, limit)");
  }

  @Override
  public synchronized InputPartition[] planInputPartitions(Offset start, Offset end) {
    long from = ((CountOffset) start).count();
    long until = ((CountOffset) end).count();
    if (firstLine < 0 && until > from) {
      LOG.warn(
          "socket {}:{}: {} lines of the batch that did not finish before the restart are gone, a socket cannot be read twice",
          host,
          port,
          until - from);
      beginAt(until);
      return DriverSourceProvider.ofLines(List.of(), parallelism);
    }
    List<InputRecord> batch = new ArrayList<>(Math.toIntExact(until - from));
    long number = firstLine;
    for (Iterator<InputRecord> each = lines.iterator();
        each.hasNext() && number < until;
        number++) {
      InputRecord entry = each.next();
      if (number >= planned) {
        waitingBytes -= size(entry);
      }
      if (number >= from) {
        batch.add(entry);
      }
    }
    planned = Math.max(planned, until);
    notifyAll();
    return DriverSourceProvider.ofLines(batch, parallelism);
  }

  @Override
  public synchronized void commit(Offset end) {
    for (long until = ((CountOffset) end).count();
        firstLine >= 0 && firstLine < until && !lines.isEmpty();
        firstLine++) {
      lines.removeFirst();
    }
  }

  @Override
  public Offset deserializeOffset(String json) {
    return CountOffset.ofJson(json);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return DriverSourceProvider.readers();
  }

  @Override
  public void stop() {
    stopReading();
  }

  private void beginAt(long line) {
    if (firstLine < 0) {
      firstLine = line;
      planned = line;
      reader.start();
    }
  }

  private void read() {
    long pause = FIRST_PAUSE_MILLIS;
    while (!isStopped()) {
      try (Socket connection = new Socket()) {
        Loopback.connect(connection, new InetSocketAddress(host, port), CONNECT_MILLIS);
        pause = FIRST_PAUSE_MILLIS;
        if (opened(connection)) {
          readLines(connection.getInputStream());
        }
      } catch (IOException e) {
        if (!isStopped() && pause == FIRST_PAUSE_MILLIS) {
          LOG.warn("socket {}:{}: {}; trying again until it is there", host, port, e.getMessage());
        }
      }
      pause(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }

  private void readLines(InputStream in) throws IOException {
    LineSplitter splitter = new LineSplitter(LONGEST_LINE, this::add);
    byte[] buffer = new byte[1 << 16];
    int read = in.read(buffer);
    while (read >= 0) {
      splitter.take(buffer, read);
      read = in.read(buffer);
    }
    splitter.end();
    if (splitter.skipped() > 0) {
      LOG.warn(
          "socket {}:{}: skipped {} lines over {} bytes",
          host,
          port,
          splitter.skipped(),
          LONGEST_LINE);
    }
    closedByServer();
  }

  private synchronized void add(byte[] bytes) {
    String line = new String(bytes, StandardCharsets.UTF_8);
    while (waitingBytes >= MOST_WAITING && !isStopped) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IllegalStateException(
            "the socket source's thread is not interrupted by anyone", e);
      }
    }
    InputRecord entry = new InputRecord("", 0, -1, System.currentTimeMillis(), line);
    lines.addLast(entry);
    waitingBytes += size(entry);
  }

  private static long size(InputRecord entry) {
    return entry.value().length() + (long) ENTRY_OVERHEAD;
  }

  private synchronized boolean opened(Socket connection) {
    socket = connection;
    return !isStopped;
  }

  private synchronized void closedByServer() {
    isClosedByServer = true;
  }

  private synchronized boolean isStopped() {
    return isStopped;
  }

  private synchronized void pause(long millis) {
    if (!isStopped) {
      try {
        wait(millis);
      } catch (InterruptedException e) {
        isStopped = true;
      }
    }
  }

  private static void close(Socket connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (IOException e) {
        LOG.debug("closing", e);
      }
    }
  }
}
