package io.twinstream.ends.lines;

import io.twinstream.ends.HostPort;
import io.twinstream.ends.recording.Recorded;
import io.twinstream.ends.recording.RecordingHead;
import io.twinstream.ends.recording.Traffic;
import io.twinstream.error.UserError;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of a server, as a job would receive them: {@code socket:} or, with acknowledgements,
 * {@code receiver:}. They may be passed on to the job, which then connects here instead.
 *
 * <p>A numbered line is acknowledged when it is on the disk, and the job that it was passed on to
 * has acknowledged it. While the job does not read, nothing is read here.
 */
public final class LineTraffic implements Traffic {
  private static final Logger LOG = LoggerFactory.getLogger(LineTraffic.class);
  private static final long MOST_BYTES = 8L << 20;
  private static final int OVERHEAD = 64;
  private static final long WAIT_MILLIS = 100;
  private static final long DRAIN_NANOS = 10_000_000_000L;
  private static final long STOP_MILLIS = 5_000;

  private final boolean isAcknowledging;
  private final LineClient client;
  private final Optional<PassedLines> passed;
  private final long beganAtMillis = System.currentTimeMillis();
  private long completeMillis;
  private long lines;

  // Guarded by this.
  private final Deque<Line> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private boolean hasEnded;
  private String stream;
  private long newest;
  private Line recorded = Line.NONE;
  private Line onDisk = Line.NONE;

  /**
   * A line that was received.
   *
   * @param stream whose number it has; null if it has none
   * @param bytes null if it was too long
   */
  record Line(String stream, long number, long arrivalMillis, byte[] bytes) {
    static final Line NONE = new Line(null, 0, 0, null);

    private long size() {
      return OVERHEAD + (bytes == null ? 0 : bytes.length);
    }
  }

  private LineTraffic(HostPort from, boolean isAcknowledging, Optional<PassedLines> passed) {
    this.isAcknowledging = isAcknowledging;
    this.passed = passed;
    this.client = new LineClient("recorder", from.host(), from.port(), new Intake());
    client.start();
  }

  /**
   * Connects, and goes on trying where nobody listens.
   *
   * @param spec {@code socket:HOST:PORT} or {@code receiver:HOST:PORT}
   * @param passTo a port of the loopback interface where lines are passed on, 0 for any; empty for
   *     none
   * @throws UserError if the port cannot be had
   */
  public static LineTraffic open(String spec, Optional<Integer> passTo) {
    HostPort from = HostPort.of(spec);
    boolean isAcknowledging = spec.startsWith("receiver:");
    return new LineTraffic(
        from,
        isAcknowledging,
        passTo.map(
            port -> isAcknowledging ? PassedLines.acknowledged(port) : PassedLines.plain(port)));
  }

  /** Returns the port where lines are passed on; empty if they are not. */
  public Optional<Integer> port() {
    return passed.map(PassedLines::port);
  }

  @Override
  public RecordingHead head() {
    return new RecordingHead(Map.of(), beganAtMillis);
  }

  @Override
  public long completeMillis() {
    return completeMillis;
  }

  @Override
  public boolean isAcknowledging() {
    return isAcknowledging;
  }

  private long now() {
    return Math.max(completeMillis, System.currentTimeMillis() - beganAtMillis);
  }

  @Override
  public boolean poll(Taker taker) {
    try {
      boolean isMore = handOn(taker);
      passed.ifPresent(PassedLines::flush);
      return isMore;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.failed("interrupted", e);
    }
  }

  private boolean handOn(Taker taker) throws InterruptedException {
    long end = System.nanoTime() + WAIT_MILLIS * 1_000_000;
    boolean isEmpty = !await();
    long now = now();
    while (!isEmpty && System.nanoTime() < end) {
      if (passed.isPresent() && !passed.get().isReady(WAIT_MILLIS)) {
        return true;
      }
      Line line = next();
      if (line.bytes() != null && !record(line, taker)) {
        return false;
      }
      isEmpty = isEmpty(line);
    }
    completeMillis = isEmpty ? Math.max(now, completeMillis) : completeMillis;
    return !(isEmpty && isAtEnd());
  }

  /** Records first, so that the recording has whatever the job gets. */
  private boolean record(Line line, Taker taker) {
    completeMillis = Math.max(completeMillis, line.arrivalMillis() - beganAtMillis);
    if (!taker.take(Recorded.ofLine(completeMillis, lines, line.bytes()))) {
      return false;
    }
    lines++;
    passed.ifPresent(to -> to.pass(line));
    return true;
  }

  /** Waits for a moment, or until there is a line; tells whether there is. */
  private synchronized boolean await() throws InterruptedException {
    if (waiting.isEmpty() && !hasEnded) {
      wait(WAIT_MILLIS);
    }
    return !waiting.isEmpty();
  }

  private synchronized Line next() {
    Line line = waiting.removeFirst();
    waitingBytes -= line.size();
    return line;
  }

  /** Learns that a line was recorded; tells whether none waits. */
  private synchronized boolean isEmpty(Line line) {
    recorded = line;
    return waiting.isEmpty();
  }

  private synchronized boolean isAtEnd() {
    return hasEnded;
  }

  @Override
  public void isOnDisk() {
    synchronized (this) {
      onDisk = recorded;
    }
    client.wakeUp();
  }

  /** Stops reading; acknowledges what the job acknowledges within a moment. */
  @Override
  public void close() {
    client.stopReading();
    passed.ifPresent(to -> to.drain(isAtEnd(), DRAIN_NANOS));
    client.stop();
    client.await(STOP_MILLIS);
    passed.ifPresent(PassedLines::close);
  }

  /** Takes the client's lines in. */
  private final class Intake implements LineTaker {
    @Override
    public long have(String name) {
      synchronized (LineTraffic.this) {
        if (!name.equals(stream)) {
          stream = name;
          newest = 0;
        }
        return newest;
      }
    }

    @Override
    public int room() {
      synchronized (LineTraffic.this) {
        return waitingBytes < MOST_BYTES ? Integer.MAX_VALUE : 0;
      }
    }

    @Override
    public void take(long number, byte[] line) {
      synchronized (LineTraffic.this) {
        boolean isNumbered = number > 0;
        newest = isNumbered ? number : newest;
        Line taken = new Line(isNumbered ? stream : null, number, System.currentTimeMillis(), line);
        waiting.addLast(taken);
        waitingBytes += taken.size();
        LineTraffic.this.notifyAll();
      }
    }

    @Override
    public void skip(long number) {
      take(number, null);
    }

    @Override
    public void end() {
      synchronized (LineTraffic.this) {
        if (stream == null) {
          LOG.warn("the server has closed the connection; connecting again");
        } else {
          hasEnded = true;
          LineTraffic.this.notifyAll();
        }
      }
    }

    @Override
    public long work() {
      return WAIT_MILLIS;
    }

    @Override
    public void disconnected() {}

    @Override
    public long safe(String name) {
      synchronized (LineTraffic.this) {
        long disk = name.equals(onDisk.stream()) ? onDisk.number() : 0;
        return passed.map(to -> Math.min(disk, to.acknowledged(name))).orElse(disk);
      }
    }
  }
}
