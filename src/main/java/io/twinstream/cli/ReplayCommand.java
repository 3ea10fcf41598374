package io.twinstream.cli;

import io.twinstream.ends.kafka.KafkaAddress;
import io.twinstream.ends.kafka.KafkaClientSettings;
import io.twinstream.ends.kafka.ReplayedTopics;
import io.twinstream.ends.recording.RecordingHead;
import io.twinstream.ends.recording.RecordingReader;
import io.twinstream.ends.recording.ReplayTarget;
import io.twinstream.engine.StopRequest;
import io.twinstream.error.ExitCode;
import io.twinstream.error.UserError;
import io.twinstream.internals.StopSignals;
import io.twinstream.migration.record.Replayer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code replay}: a recording becomes real input. */
@Command(
    description = {
      "Sends the records of a recording to Kafka, each at its recorded time."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:replayed, or stopped", "2:wrong command line or input", "3:failed"})
final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RECORDING", description = "A recording of either format.")
  private Path recording;

  @Option(
      names = "--to",
      required = true,
      description =
          "kafka:HOST:PORT: the recorded topics, created if missing; kafka:HOST:PORT/TOPIC: that one.")
  private String to;

  @Option(
      names = "--speed",
      paramLabel = "N",
      defaultValue = "1",
      description = "N times as fast as it was recorded, or max; default: ${DEFAULT-VALUE}.")
  private String speed;

  @Option(names = "--append", description = "Kafka: allow topics that already hold records.")
  private boolean isAppending;

  @Option(
      names = "--kafka-properties",
      paramLabel = "FILE",
      description = "Kafka: properties of the producer, such as those of SASL_SSL.")
  private Path kafkaProperties;

  @Override
  public Integer call() throws InterruptedException {
    Replayer replayer = new Replayer(speed());
    StopRequest stop = new StopRequest();
    TrafficProgress progress = new TrafficProgress("replay", spec.commandLine().getErr());
    try (RecordingReader records = RecordingReader.open(recording);
        ReplayTarget target = target(records.head())) {
      StopSignals.onFirst(stop::request);
      Replayer.Progress all =
          replayer.replay(
              records,
              target,
              stop,
              soFar -> progress.soFar(soFar.records(), soFar.bytes(), soFar.millis()));
      progress.total(to, all.records(), all.bytes(), all.millis());
    }
    return ExitCode.OK.code();
  }

  private ReplayTarget target(RecordingHead head) {
    if (!to.startsWith("kafka:")) {
      throw UserError.usage(
          "--to %s: write kafka:HOST:PORT or kafka:HOST:PORT/TOPIC".formatted(to));
    }
    KafkaAddress address = KafkaAddress.ofAtMostOneTopic(to);
    return ReplayedTopics.open(
        address.servers(),
        address.topics().stream().findFirst(),
        KafkaClientSettings.read(kafkaProperties),
        head,
        isAppending);
  }

  private double speed() {
    if (speed.equals("max")) {
      return Double.POSITIVE_INFINITY;
    }
    try {
      double times = Double.parseDouble(speed);
      if (times > 0 && Double.isFinite(times)) {
        return times;
      }
    } catch (NumberFormatException notANumber) {
      // said below
    }
    throw UserError.usage("--speed %s: write a number over 0, or max".formatted(speed));
  }
}
