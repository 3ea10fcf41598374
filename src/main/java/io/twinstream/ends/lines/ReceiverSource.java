package io.twinstream.ends.lines;

import io.twinstream.api.Source;
import io.twinstream.ends.DriverSourceProvider;
import io.twinstream.ends.OnePartitionPerCore;
import io.twinstream.internals.ClassicContext;
import io.twinstream.internals.CountedBlocks;
import io.twinstream.internals.IntakeStop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines of a sender that speaks {@link LineProtocol}, such as {@code feed --ack}, and keeps each
 * line until it is acknowledged; or plain lines, without any promise.
 *
 * <p>The classic engine reads by {@link ReliableReceiver}: at least once, with the write-ahead log
 * and a checkpoint also over a killed driver. The port reads by {@link ReceiverStream}, which can
 * have a micro-batch sent again: exactly once into a sink that replaces a micro-batch.
 */
public final class ReceiverSource implements Source, Source.Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(ReceiverSource.class);
  private static final String STOP_LIMIT = "60s";
  private static final long STOP_POLL_MILLIS = 50;

  private final String host;
  private final int port;
  private volatile ReceiverStream stream;

  public ReceiverSource(String host, int port) {
    this.host = host;
    this.port = port;
  }

  @Override
  public String spec() {
    return "receiver:" + host + ":" + port;
  }

  @Override
  public Optional<Receiver> receiver() {
    return Optional.of(this);
  }

  @Override
  public JavaDStream<String> dstream(JavaStreamingContext context) {
    String checkpoint = ClassicContext.checkpointDirectory(context).orElse(null);
    return CountedBlocks.of(
            context,
            new ReliableReceiver(
                host, port, checkpoint, ReceivedBlocks.level(context.sparkContext())),
            byte[].class)
        .transform(new OnePartitionPerCore<>())
        .flatMap(new Lines());
  }

  /** The lines of a {@link LineBlock}'s array. */
  private static final class Lines implements FlatMapFunction<byte[], String> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<String> call(byte[] array) {
      return LineBlock.lines(array);
    }
  }

  @Override
  public Dataset<Row> structured(SparkSession session) {
    stream = new ReceiverStream(host, port, session.sparkContext().defaultParallelism());
    return DriverSourceProvider.load(session, stream);
  }

  @Override
  public boolean isEnd(String receiverError) {
    return receiverError.contains(ReliableReceiver.NO_MORE);
  }

  @Override
  public boolean isReplayable(SparkConf conf) {
    return stream == null ? Source.super.isReplayable(conf) : stream.isWhole();
  }

  /** A request that a driver has left which was killed in its stop would stop the new receiver. */
  @Override
  public void starting(JavaStreamingContext context) {
    try {
      Optional<IntakeStop> intake = intakeStop(context);
      if (intake.isPresent()) {
        intake.get().done();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns how the receivers are asked to stop; empty without the write-ahead log. */
  private static Optional<IntakeStop> intakeStop(JavaStreamingContext context) {
    boolean isLogged = context.sparkContext().getConf().getBoolean(WRITE_AHEAD_LOG, false);
    return ClassicContext.checkpointDirectory(context).filter(any -> isLogged).map(IntakeStop::new);
  }

  @Override
  public boolean hasEnded() {
    return stream != null && stream.hasEnded();
  }

  /** Returns when no block waits for its batch, or the limit of a graceful stop is over. */
  @Override
  public void stop(JavaStreamingContext context) throws InterruptedException {
    SparkConf conf = context.sparkContext().getConf();
    Optional<IntakeStop> logged = intakeStop(context);
    if (logged.isEmpty()) {
      return; // Spark's own graceful stop does it
    }
    IntakeStop intake = logged.get();
    long limit = conf.getTimeAsMs("spark.streaming.gracefulStopTimeout", STOP_LIMIT);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limit);
    try {
      intake.request(conf.getAppId());
      while (!intake.isDone() || ClassicContext.hasUnallocatedBlocks(context)) {
        if (System.nanoTime() > end) {
          LOG.error(
              "{}: blocks are not in a batch after {} ms; they stay in the write-ahead log, and the next run counts them",
              spec(),
              limit);
          intake.done();
          return;
        }
        Thread.sleep(STOP_POLL_MILLIS);
      }
    } catch (IOException e) {
      LOG.error("{}: the receiver could not be asked to stop: {}", spec(), e.getMessage());
    }
  }

  @Override
  public boolean stopIntake() {
    stream.stopIntake();
    return true;
  }
}
