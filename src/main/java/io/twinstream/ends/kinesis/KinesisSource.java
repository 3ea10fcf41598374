package io.twinstream.ends.kinesis;

import io.twinstream.api.Source;
import io.twinstream.ends.LoggedIntake;
import io.twinstream.ends.OnePartitionPerCore;
import io.twinstream.ends.ReceivedBlocks;
import io.twinstream.ends.receivers.ReceiverClassSource;
import io.twinstream.error.UserError;
import io.twinstream.internals.ClassicContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/** The values of a Kinesis stream as text, by a {@link KinesisReceiver} on either engine. */
final class KinesisSource implements Source, Source.Receiver {
  private final KinesisAddress address;
  private final ReceiverClassSource hosted;

  KinesisSource(KinesisAddress address) {
    this.address = address;
    this.hosted =
        new ReceiverClassSource(
            address.spec(), KinesisReceiver.class.getName(), List.of(address.spec()));
  }

  @Override
  public String spec() {
    return address.spec();
  }

  @Override
  public void check() {
    try (StreamClient client = KinesisLibrary.open(address)) {
      client.summary();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.failed("interrupted", e);
    }
  }

  @Override
  public JavaDStream<String> dstream(JavaStreamingContext context) {
    KinesisReceiver receiver =
        new KinesisReceiver(
            address.spec(),
            ClassicContext.checkpointDirectory(context).orElse(null),
            ReceivedBlocks.level(context.sparkContext()));
    return context.receiverStream(receiver).transform(new OnePartitionPerCore<>()).map(new Text());
  }

  private static final class Text implements Function<byte[], String> {
    private static final long serialVersionUID = 1L;

    @Override
    public String call(byte[] value) {
      return new String(value, StandardCharsets.UTF_8);
    }
  }

  @Override
  public Dataset<Row> structured(SparkSession session) {
    return hosted.structured(session);
  }

  @Override
  public boolean isReplayable(SparkConf conf) {
    return hosted.isReplayable(conf);
  }

  @Override
  public Optional<Receiver> receiver() {
    return Optional.of(this);
  }

  @Override
  public boolean isEnd(String receiverError) {
    return false;
  }

  /**
   * Looks on the driver whether the receiver will find all that it has not read: the classic engine
   * starts one that fails again and again.
   */
  @Override
  public void starting(JavaStreamingContext context) {
    Optional<String> checkpoint = ClassicContext.checkpointDirectory(context);
    boolean isLogged = context.sparkContext().getConf().getBoolean(WRITE_AHEAD_LOG, false);
    if (checkpoint.isPresent() && !isLogged) {
      throw UserError.usage(
          "source '%s': the checkpoint keeps how far it is read, and without the write-ahead log not the records that no batch has finished: set %s=true, or run without a checkpoint"
              .formatted(spec(), WRITE_AHEAD_LOG));
    }
    if (checkpoint.isEmpty()) {
      return;
    }
    try (StreamClient client = KinesisLibrary.open(address)) {
      LoggedIntake.starting(context);
      ShardPositions positions =
          ShardPositions.in(KinesisReceiver.folder(address, checkpoint.get()));
      if (positions.created().isEmpty()) {
        Resumption.checkStart(address, client.summary()); // the rest is the receiver's
      } else {
        Resumption.check(address, client, positions);
      }
    } catch (IOException e) {
      throw UserError.failed(
          "source '%s': its positions cannot be read: %s".formatted(spec(), e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.failed("interrupted", e);
    }
  }

  @Override
  public void stop(JavaStreamingContext context) throws InterruptedException {
    LoggedIntake.stop(context, spec());
  }

  @Override
  public boolean hasEnded() {
    return false;
  }

  @Override
  public boolean stopIntake() {
    return hosted.stopIntake();
  }
}
