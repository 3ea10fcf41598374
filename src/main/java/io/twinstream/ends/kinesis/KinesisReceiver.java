package io.twinstream.ends.kinesis;

import com.google.common.util.concurrent.RateLimiter;
import io.twinstream.api.KeepsPosition;
import io.twinstream.api.Source;
import io.twinstream.error.UserError;
import io.twinstream.internals.ClassicContext;
import io.twinstream.internals.IntakeStop;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.receiver.Receiver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives the values of a Kinesis stream: all shards, a page at a time, each page a block. How far
 * each is read is kept once its records are stored: below the checkpoint of the context, or of the
 * query that hosts it. kinesis.md says what is promised.
 *
 * <p>With the checkpoint of a context it needs the write-ahead log: the records that it has stored
 * are not read again.
 */
public final class KinesisReceiver extends Receiver<byte[]> implements KeepsPosition {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(KinesisReceiver.class);
  private static final Duration STOP = Duration.ofSeconds(40); // over blockStoreTimeout, 30 s
  private static final Duration STOP_HOSTED = Duration.ofSeconds(5);

  private final String spec;
  private final String checkpointDirectory;
  private transient String hostedFolder;
  private transient ShardPositions positions;
  private transient StreamReading reading;

  /**
   * For a query that hosts it, or a context without a checkpoint.
   *
   * @param spec as in {@code run --source}, with {@code kinesis:} or without
   * @throws UserError if it is malformed
   */
  public KinesisReceiver(String spec) {
    this(spec, null);
  }

  /**
   * For a context.
   *
   * @param checkpointDirectory the context's; null if it has none
   */
  public KinesisReceiver(String spec, String checkpointDirectory) {
    this(spec, checkpointDirectory, StorageLevel.MEMORY_AND_DISK_SER_2());
  }

  /** The same with how blocks are kept until their batch is done. */
  public KinesisReceiver(String spec, String checkpointDirectory, StorageLevel blocks) {
    super(blocks);
    this.spec = spec;
    this.checkpointDirectory = checkpointDirectory;
    KinesisAddress.parse(spec);
  }

  @Override
  public void keepIn(String folder) {
    if (streamId() > 0) {
      throw UserError.usage(
          "source '%s': a receiver reads all shards: set numReceivers to 1".formatted(spec));
    }
    hostedFolder = folder;
  }

  /** Returns where the positions are of a context with that checkpoint directory. */
  static String folder(KinesisAddress address, String checkpointDirectory) {
    return checkpointDirectory + "/twinstream-kinesis/" + address.stream();
  }

  /** Returns when the stream is there and can be read without a gap. */
  @Override
  public synchronized void onStart() {
    KinesisAddress address = KinesisAddress.parse(spec);
    try {
      if (positions == null) {
        positions = positions(address);
      }
      reading = StreamReading.start(address, positions, new Blocks());
    } catch (IOException e) {
      throw UserError.failed(
          "source '%s': its positions cannot be kept: %s".formatted(spec, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ShardPositions positions(KinesisAddress address) throws IOException {
    if (hostedFolder != null) {
      return ShardPositions.in(hostedFolder);
    }
    return checkpointDirectory == null
        ? ShardPositions.inMemory()
        : ShardPositions.in(folder(address, checkpointDirectory));
  }

  /** Returns when what was read is stored and its positions are kept, or after some time. */
  @Override
  public synchronized void onStop() {
    try {
      if (reading != null && !reading.stop(hostedFolder == null ? STOP : STOP_HOSTED)) {
        LOG.warn("{}: still storing a page; its records are read again at the next start", spec);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stores pages; what it looks for in a checkpoint directory is as with ReliableReceiver. */
  private final class Blocks implements StreamReading.Target {
    private final SparkConf conf = SparkEnv.get().conf();
    private final RateLimiter limiter = RateLimiter.create(1);
    private final boolean isLogged =
        checkpointDirectory != null && conf.getBoolean(Source.WRITE_AHEAD_LOG, false);
    private final IntakeStop intakeStop = isLogged ? new IntakeStop(checkpointDirectory) : null;
    private boolean isRecoverable = !isLogged;

    /**
     * Before the first checkpoint no position is kept: a restarted driver would begin anew, and not
     * look at the log.
     */
    private Blocks() {
      if (isLogged) {
        positions.holdBack();
      } else if (checkpointDirectory != null) {
        LOG.warn(
            "{}: {} is not on: what is received and in no finished batch is lost with the driver",
            spec,
            Source.WRITE_AHEAD_LOG);
      }
    }

    /** A page of at most a second's records. */
    @Override
    public int most(int otherwise) {
      return (int) Math.max(1, Math.min(rate(), otherwise));
    }

    private long rate() {
      return ClassicContext.rate(KinesisReceiver.this).getAsLong();
    }

    @Override
    public void store(List<byte[]> values) {
      long rate = rate();
      if (hostedFolder == null && rate < Long.MAX_VALUE) { // its host slows it down itself
        limiter.setRate(Math.max(1, rate));
        limiter.acquire(values.size());
      }
      KinesisReceiver.this.store(values.iterator());
    }

    @Override
    public boolean tick() throws IOException {
      if (!isRecoverable) {
        isRecoverable = ClassicContext.isRecoverable(checkpointDirectory);
        if (isRecoverable) {
          positions.release();
        }
      }
      return !isLogged || !intakeStop.isRequested(conf.getAppId());
    }

    @Override
    public void isQuiet() throws IOException {
      if (isLogged && intakeStop.isRequested(conf.getAppId())) {
        intakeStop.done();
      }
    }

    @Override
    public void failed(String message, Exception why) {
      restart(message, why);
    }
  }
}
