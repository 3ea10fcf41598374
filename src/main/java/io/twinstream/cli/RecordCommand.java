package io.twinstream.cli;

import io.twinstream.ends.kafka.KafkaAddress;
import io.twinstream.ends.kafka.KafkaClientSettings;
import io.twinstream.ends.kafka.KafkaTraffic;
import io.twinstream.ends.kafka.OffsetBound;
import io.twinstream.ends.recording.RecordingWriter;
import io.twinstream.ends.recording.Traffic;
import io.twinstream.engine.StopRequest;
import io.twinstream.error.ExitCode;
import io.twinstream.error.UserError;
import io.twinstream.internals.StopSignals;
import io.twinstream.migration.record.Recorder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code record}: real input becomes a recording. */
@Command(
    description = {
      "Records the input of a source, with arrival times, for compare, run and replay.",
      "Without a bound it records until Ctrl-C, which leaves a complete recording."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:recorded", "2:wrong command line or input", "3:failed"})
final class RecordCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SOURCE", description = "kafka:HOST:PORT/TOPIC[,TOPIC].")
  private String source;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The recording; named FILE.partial until it is complete.")
  private Path out;

  @Option(names = "--overwrite", description = "Replace an existing recording.")
  private boolean isReplacing;

  @Option(
      names = "--for",
      paramLabel = "T",
      description = "End after T of arrival time, such as 10m.")
  private Duration duration;

  @Option(names = "--count", paramLabel = "N", description = "End after N records.")
  private long count = Long.MAX_VALUE;

  @Option(
      names = "--from",
      paramLabel = "OFFSETS",
      description =
          "Kafka: where to start: earliest, latest, TOPIC-PARTITION=OFFSET,... or a time such as 2026-01-31T10:00:00Z; default: latest, with --until earliest.")
  private String from;

  @Option(
      names = "--until",
      paramLabel = "OFFSETS",
      description = "Kafka: where to end (exclusive), written as for --from; default: no end.")
  private String until;

  @Option(
      names = "--kafka-properties",
      paramLabel = "FILE",
      description = "Kafka: properties of the consumer, such as those of SASL_SSL.")
  private Path kafkaProperties;

  @Override
  public Integer call() {
    if (count < 1) {
      throw UserError.usage("--count %d: write 1 or more".formatted(count));
    }
    RecordingWriter.check(out, isReplacing);
    StopRequest stop = new StopRequest();
    TrafficProgress progress = new TrafficProgress("record", spec.commandLine().getErr());
    try (Traffic traffic = traffic()) {
      StopSignals.onFirst(stop::request);
      progress.say("recording %s; Ctrl-C ends it whole".formatted(source));
      Recorder recorder =
          new Recorder(
              out,
              isReplacing,
              count,
              duration == null ? Long.MAX_VALUE : duration.toMillis(),
              UnaryOperator.identity());
      Recorder.Progress all =
          recorder.record(
              traffic,
              stop,
              soFar -> progress.soFar(soFar.records(), soFar.bytes(), soFar.millis()));
      progress.total(out.toString(), all.records(), all.bytes(), all.millis());
    }
    return ExitCode.OK.code();
  }

  private Traffic traffic() {
    if (!source.startsWith("kafka:")) {
      throw UserError.usage("source '%s': write %s".formatted(source, KafkaAddress.FORM));
    }
    return KafkaTraffic.open(
        KafkaAddress.parse(source),
        KafkaClientSettings.read(kafkaProperties),
        OffsetBound.parse(from != null ? from : until == null ? "latest" : "earliest"),
        Optional.ofNullable(until).map(OffsetBound::parse));
  }
}
