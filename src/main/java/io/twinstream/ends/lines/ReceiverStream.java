package io.twinstream.ends.lines;

import io.twinstream.api.InputRecord;
import io.twinstream.ends.DriverSourceProvider;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
 * The lines of a sender that speaks {@link LineProtocol} as a stream of micro-batches that can be
 * replayed: the sender holds every line until the micro-batch that has it is committed. Offset: the
 * sender's own number of the line, {@link LineOffset}. A micro-batch never spans two streams.
 *
 * <p>Plain lines are read too; they get numbers here, and are gone if the driver is killed.
 *
 * <p>Lines that are not committed are kept here; while they fill {@link #MOST_HELD} bytes, nothing
 * is read, and TCP slows the sender down.
 */
final class ReceiverStream implements MicroBatchStream, SupportsAdmissionControl {
  private static final Logger LOG = LoggerFactory.getLogger(ReceiverStream.class);
  private static final long MOST_HELD = 64L << 20;
  private static final int ENTRY_OVERHEAD = 96;
  private static final long WORK_MILLIS = 1_000;
  private static final long STOP_MILLIS = 10_000;

  /** The stream of lines that have no numbers of their own. */
  private static final String PLAIN = "(plain)";

  private final String host;
  private final int port;
  private final int parallelism;
  private final LineClient client;

  // Guarded by this.
  private final Deque<Held> held = new ArrayDeque<>();
  private long heldBytes;
  private LineOffset newest;
  private LineOffset committed;
  private LineOffset wanted = LineOffset.NONE;
  private boolean hasOtherStream;
  private boolean hasEnded;
  private boolean isIntakeStopped;

  /** A line that is not committed; null stands for one that was over the limit. */
  private record Held(String stream, long number, long arrivalMillis, byte[] line) {
    private long size() {
      return ENTRY_OVERHEAD + (line == null ? 0 : line.length);
    }
  }

  ReceiverStream(String host, int port, int parallelism) {
    this.host = host;
    this.port = port;
    this.parallelism = parallelism;
    this.client = new LineClient("receiver source", host, port, new Intake());
  }

  /** Tells whether the sender has said that it has no more, after all its lines were taken in. */
  synchronized boolean hasEnded() {
    return hasEnded;
  }

  /**
   * Tells whether the micro-batch that is run again after a restart has all its lines; true where
   * none is.
   */
  synchronized boolean isWhole() {
    return !hasOtherStream;
  }

  /** Takes no more lines; the connection stays for acknowledgements. */
  synchronized void stopIntake() {
    isIntakeStopped = true;
    notifyAll();
  }

  @Override
  public Offset initialOffset() {
    return LineOffset.NONE;
  }

  /**
   * Returns the last line of the stream that comes next. Spark asks for it only when the
   * micro-batches up to {@code start} are in its commit log, and calls {@link #commit} not before
   * there is another one; so that a sender's last lines are acknowledged too, start counts as
   * committed.
   */
  @Override
  public synchronized Offset latestOffset(Offset start, ReadLimit limit) {
    LineOffset from = (LineOffset) start;
    beginAt(from);
    commit(from);
    LineOffset latest = from;
    for (Held each : held) {
      if (latest != from && !each.stream.equals(latest.stream())) {
        break;
      }
      latest = new LineOffset(each.stream, each.number);
    }
    return latest;
  }

  @Override
  public Offset latestOffset() {
    throw new UnsupportedOperationException("Spark asks for latestOffset(start, limit)");
  }

  @Override
  public InputPartition[] planInputPartitions(Offset start, Offset end) {
    LineOffset until = (LineOffset) end;
    return DriverSourceProvider.ofLines(replayed((LineOffset) start, until), parallelism);
  }

  /**
   * Returns the lines between two offsets; after a restart, when the sender has sent them again.
   */
  private synchronized List<InputRecord> replayed(LineOffset start, LineOffset end) {
    boolean isRestart = newest == null;
    beginAt(start);
    if (isRestart && !end.json().equals(start.json())) {
      awaitAgain(end);
    }
    List<InputRecord> batch = new ArrayList<>();
    long after = start.lineOf(end.stream());
    for (Held each : held) {
      if (each.stream.equals(end.stream())
          && each.number > after
          && each.number <= end.line()
          && each.line != null) {
        batch.add(new InputRecord("", 0, -1, each.arrivalMillis, null, each.line, List.of()));
      }
    }
    return batch;
  }

  private void awaitAgain(LineOffset end) {
    wanted = end;
    hasOtherStream = end.stream().equals(PLAIN);
    try {
      while (newest.lineOf(end.stream()) < end.line() && !hasOtherStream) {
        if (isIntakeStopped) {
          throw stillPending(end, null);
        }
        wait();
      }
    } catch (InterruptedException e) {
      throw stillPending(end, e);
    } finally {
      wanted = LineOffset.NONE;
    }
    if (hasOtherStream) {
      LOG.error(
          "receiver {}:{}: the micro-batch that did not finish before the restart, up to line {} of stream {}, is not whole: the sender was restarted too, or does not number its lines",
          host,
          port,
          end.line(),
          end.stream());
    }
    if (end.stream().equals(PLAIN)) {
      newest = end;
    }
  }

  /** Fails the query: with a part of its lines the micro-batch would be committed as a whole. */
  private UncheckedIOException stillPending(LineOffset end, InterruptedException cause) {
    InterruptedIOException stopped =
        new InterruptedIOException(
            "receiver %s:%d: stopped while waiting for the lines up to %d of stream %s to be sent again; that micro-batch is still pending"
                .formatted(host, port, end.line(), end.stream()));
    stopped.initCause(cause);
    return new UncheckedIOException(stopped);
  }

  @Override
  public synchronized void commit(Offset end) {
    committed = (LineOffset) end;
    while (!held.isEmpty()
        && held.peekFirst().stream.equals(committed.stream())
        && held.peekFirst().number <= committed.line()) {
      heldBytes -= held.removeFirst().size();
    }
    client.wakeUp();
  }

  @Override
  public Offset deserializeOffset(String json) {
    return LineOffset.ofJson(json);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return DriverSourceProvider.readers();
  }

  @Override
  public void stop() {
    synchronized (this) {
      isIntakeStopped = true;
      notifyAll();
    }
    client.stop();
    client.await(STOP_MILLIS);
  }

  private void beginAt(LineOffset offset) {
    if (newest == null) {
      newest = offset;
      committed = offset;
      client.start();
    }
  }

  /** Takes the client's lines in. */
  private final class Intake implements LineTaker {
    private String numbered;

    @Override
    public long have(String stream) {
      synchronized (ReceiverStream.this) {
        numbered = stream;
        comesFrom(stream);
        return newest.lineOf(stream);
      }
    }

    /** A micro-batch that is to be replayed is taken in whole: it had room before. */
    @Override
    public int room() {
      synchronized (ReceiverStream.this) {
        boolean isWanted = newest.lineOf(wanted.stream()) < wanted.line();
        return isWanted || (heldBytes < MOST_HELD && !isIntakeStopped) ? Integer.MAX_VALUE : 0;
      }
    }

    @Override
    public void take(long number, byte[] line) {
      synchronized (ReceiverStream.this) {
        String stream = number == 0 ? PLAIN : numbered;
        comesFrom(stream);
        long counted = number == 0 ? newest.lineOf(PLAIN) + 1 : number;
        Held each = new Held(stream, counted, System.currentTimeMillis(), line);
        held.addLast(each);
        heldBytes += each.size();
        newest = new LineOffset(stream, counted);
        if (counted == wanted.lineOf(stream)) {
          ReceiverStream.this.notifyAll();
        }
      }
    }

    @Override
    public void skip(long number) {
      take(number, null); // its number must be committed and acknowledged like any other
    }

    private void comesFrom(String stream) {
      if (wanted != LineOffset.NONE && !wanted.stream().equals(stream)) {
        hasOtherStream = true;
        ReceiverStream.this.notifyAll();
      }
    }

    @Override
    public void end() {
      synchronized (ReceiverStream.this) {
        hasEnded = true;
      }
    }

    @Override
    public long work() {
      return WORK_MILLIS;
    }

    @Override
    public void disconnected() {}

    @Override
    public long safe(String stream) {
      synchronized (ReceiverStream.this) {
        return committed.lineOf(stream);
      }
    }
  }
}
