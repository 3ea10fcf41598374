package io.twinstream.ends.lines;

import io.twinstream.api.Source;
import io.twinstream.internals.ClassicContext;
import io.twinstream.internals.IntakeStop;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.receiver.Receiver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives the lines of a sender that speaks {@link LineProtocol}, and acknowledges a line only
 * after the block that holds it is stored: in the write-ahead log if that is on, so that no
 * acknowledged line is lost with the driver. Receives plain lines too, without any such promise.
 *
 * <p>A block is a {@link LineBlock}, with the number of its lines as metadata. It is stored every
 * {@code spark.streaming.blockInterval}, or when it has {@link #MOST_UNSTORED} bytes. Memory: one
 * block, one line of at most {@link LineClient#LONGEST_LINE} bytes, and a read buffer.
 */
final class ReliableReceiver extends Receiver<byte[]> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ReliableReceiver.class);

  /** Bytes of a block that is stored before its time. */
  static final long MOST_UNSTORED = 8L << 20;

  /** What it reports when the sender has no more; the run's {@code --until end} waits for it. */
  static final String NO_MORE = "the sender has no more lines";

  private static final long STOP_MILLIS = 40_000; // over blockStoreTimeout, 30 s
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final String host;
  private final int port;
  private final String checkpointDirectory;
  private transient LineClient client;

  // What is stored: outlives a restart of this receiver, but not its executor.
  private transient String stream;
  private transient long stored;

  /**
   * @param checkpointDirectory the context's; null if it has none
   * @param blocks how what was received is kept
   */
  ReliableReceiver(String host, int port, String checkpointDirectory, StorageLevel blocks) {
    super(blocks);
    this.host = host;
    this.port = port;
    this.checkpointDirectory = checkpointDirectory;
  }

  @Override
  public synchronized void onStart() {
    client = new LineClient("reliable receiver " + streamId(), host, port, new Blocks());
    client.start();
  }

  /** Returns when what was received is stored and, if the sender is there, acknowledged. */
  @Override
  public synchronized void onStop() {
    client.stop();
    if (!client.await(STOP_MILLIS)) {
      LOG.error("receiver {}:{}: still storing a block after {} ms", host, port, STOP_MILLIS);
    }
  }

  /** Gathers lines and stores them; used by the client's thread alone. */
  private final class Blocks implements LineTaker {
    private final SparkConf conf = SparkEnv.get().conf();
    private final long blockMillis = conf.getTimeAsMs("spark.streaming.blockInterval", "200ms");
    private final Pace pace =
        new Pace(ClassicContext.rate(ReliableReceiver.this), System::nanoTime);
    private LineBlock block = new LineBlock();
    private long newest = stored;
    private boolean isPlain;
    private long beganNanos;
    private long lookedNanos = System.nanoTime() - LOOK_NANOS;
    private final boolean isLogged =
        checkpointDirectory != null && conf.getBoolean(Source.WRITE_AHEAD_LOG, false);
    private final IntakeStop intakeStop = isLogged ? new IntakeStop(checkpointDirectory) : null;
    private boolean isRecoverable = !isLogged;
    private boolean isIntakeStopped;

    @Override
    public long have(String name) {
      if (!name.equals(stream)) {
        stream = name;
        stored = 0;
      }
      newest = stored;
      return stored;
    }

    @Override
    public int room() {
      return block.bytes() < MOST_UNSTORED && !isIntakeStopped ? pace.room() : 0;
    }

    @Override
    public void take(long number, byte[] line) {
      begin(number);
      pace.took();
      block.add(line);
    }

    @Override
    public void skip(long number) {
      begin(number);
    }

    private void begin(long number) {
      if (block.lines() == 0) {
        beganNanos = System.nanoTime();
      }
      isPlain = number == 0;
      newest = isPlain ? newest : number;
    }

    @Override
    public void end() {
      // Stops this receiver, which stores the block, and starts it again; in a thread of its own.
      client.stop();
      restart(NO_MORE);
    }

    @Override
    public long work() throws IOException {
      if (isLogged && System.nanoTime() - lookedNanos >= LOOK_NANOS) {
        lookedNanos = System.nanoTime();
        look();
      }
      long age = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
      if (block.lines() == 0) {
        stored = newest;
      } else if (age >= blockMillis || block.bytes() >= MOST_UNSTORED) {
        store();
      } else {
        return blockMillis - age;
      }
      return blockMillis;
    }

    /** Looks into the checkpoint directory. */
    private void look() throws IOException {
      if (isIntakeStopped) {
        disconnected();
      }
      try {
        isRecoverable = isRecoverable || ClassicContext.isRecoverable(checkpointDirectory);
        if (isIntakeStopped) {
          intakeStop.done();
        } else if (intakeStop.isRequested(conf.getAppId())) {
          isIntakeStopped = true; // answered at the next look, when what was read is taken in
          client.stopReading();
        }
      } catch (Exception e) { // Spark's Scala declares nothing
        LOG.warn("receiver {}:{}: cannot look into {}", host, port, checkpointDirectory, e);
      }
    }

    @Override
    public void disconnected() throws IOException {
      if (block.lines() > 0) {
        store();
      }
      stored = newest;
    }

    private void store() throws IOException {
      LineBlock full = block;
      block = new LineBlock();
      try {
        ReliableReceiver.this.store(full.arrays().iterator(), full.lines());
        stored = newest;
      } catch (Exception e) { // whatever the block manager, the log and the driver throw
        newest = stored;
        throw new IOException(
            "%d lines could not be stored (%s): %s"
                .formatted(
                    full.lines(),
                    e.getMessage(),
                    isPlain ? "they are lost" : "the sender is asked for them again"),
            e);
      }
    }

    /**
     * Nothing before the first checkpoint: without one, a restarted driver begins anew and does not
     * look at the log.
     */
    @Override
    public long safe(String name) {
      return isRecoverable ? stored : 0;
    }
  }
}
