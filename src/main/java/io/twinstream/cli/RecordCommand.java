package io.twinstream.cli;

import io.twinstream.ends.files.FolderTraffic;
import io.twinstream.ends.kafka.KafkaAddress;
import io.twinstream.ends.kafka.KafkaTraffic;
import io.twinstream.ends.kafka.OffsetBound;
import io.twinstream.ends.lines.LineTraffic;
import io.twinstream.ends.recording.RecordingTraffic;
import io.twinstream.ends.recording.RecordingWriter;
import io.twinstream.ends.recording.Traffic;
import io.twinstream.engine.StopRequest;
import io.twinstream.error.ExitCode;
import io.twinstream.error.UserError;
import io.twinstream.internals.StopSignals;
import io.twinstream.migration.record.KeyedHash;
import io.twinstream.migration.record.Mask;
import io.twinstream.migration.record.Recorder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Parameters(
      paramLabel = "SOURCE",
      description =
          "kafka:HOST:PORT/TOPIC[,TOPIC], files:DIR, socket:HOST:PORT or receiver:HOST:PORT.")
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
          "Kafka: where to start: earliest, latest, TOPIC-PARTITION=OFFSET,... or a time such as 2026-01-31T10:00:00Z; files: earliest or latest; default: latest, with --until earliest.")
  private String from;

  @Option(
      names = "--until",
      paramLabel = "OFFSETS",
      description =
          "Kafka: where to end (exclusive), written as for --from; files: latest, what is there; default: no end.")
  private String until;

  @Option(
      names = "--pass-to",
      paramLabel = "PORT",
      description =
          "socket, receiver: pass the lines on, to the job, which connects to that port of this machine instead.")
  private Integer passTo;

  @Option(
      names = "--mask",
      paramLabel = "FIELD=hash|drop",
      split = ",",
      description =
          "Hash or drop a field: a path into JSON values such as user.name, a column of CSV values such as 3, @key or @headers. Equal values have equal hashes.")
  private List<String> mask = List.of();

  @Option(
      names = "--mask-key",
      paramLabel = "FILE",
      description =
          "The key of the hashes, 16 bytes or more; default: a random one that is kept nowhere.")
  private Path maskKey;

  @Mixin private KafkaPropertiesOption properties;

  @Override
  public Integer call() {
    if (count < 1) {
      throw UserError.usage("--count %d: write 1 or more".formatted(count));
    }
    Mask masked = Mask.of(mask, maskKey == null ? KeyedHash.random() : KeyedHash.ofFile(maskKey));
    RecordingWriter.check(out, isReplacing);
    StopRequest stop = new StopRequest();
    TrafficProgress progress =
        new TrafficProgress("record", GlobalOptions.progress(spec.commandLine()));
    try (Traffic traffic = traffic(progress)) {
      StopSignals.onFirst(stop::request);
      progress.say("recording %s; Ctrl-C ends it whole".formatted(source));
      Recorder recorder =
          new Recorder(
              out,
              isReplacing,
              count,
              duration == null ? Long.MAX_VALUE : duration.toMillis(),
              masked);
      Recorder.Progress all =
          recorder.record(
              traffic,
              stop,
              soFar -> progress.soFar(soFar.records(), soFar.bytes(), soFar.millis()));
      progress.total(out.toString(), all.records(), all.bytes(), all.millis());
      say(masked, progress);
    }
    return ExitCode.OK.code();
  }

  private static void say(Mask masked, TrafficProgress progress) {
    if (masked.hashedWhole() > 0) {
      progress.say(
          "%,d values have not the form that --mask asks for, and were hashed whole"
              .formatted(masked.hashedWhole()));
    }
    masked.unseen().forEach(field -> progress.say("--mask %s: no value has it".formatted(field)));
  }

  private Traffic traffic(TrafficProgress progress) {
    String kind = source.substring(0, Math.max(0, source.indexOf(':')));
    checkOf(kind, "--from", from, "kafka", "files");
    checkOf(kind, "--until", until, "kafka", "files");
    checkOf(kind, KafkaPropertiesOption.NAME, properties.file().orElse(null), "kafka");
    checkOf(kind, "--pass-to", passTo, "socket", "receiver");
    String begin = from != null ? from : until == null ? "latest" : "earliest";
    return switch (kind) {
      case "kafka" ->
          KafkaTraffic.open(
              KafkaAddress.parse(source),
              properties.read(),
              OffsetBound.parse(begin),
              Optional.ofNullable(until).map(OffsetBound::parse));
      case "files" -> FolderTraffic.open(source, isEarliest(begin), isLatest(until));
      case "socket", "receiver" -> lines(progress);
      case "recording" -> RecordingTraffic.open(source, progress::say);
      default ->
          throw UserError.usage(
              "source '%s': write %s, files:DIR, socket:HOST:PORT, receiver:HOST:PORT or recording:FILE"
                  .formatted(source, KafkaAddress.FORM));
    };
  }

  private Traffic lines(TrafficProgress progress) {
    LineTraffic lines = LineTraffic.open(source, Optional.ofNullable(passTo));
    lines
        .port()
        .ifPresent(port -> progress.say("passing lines on at localhost:%d".formatted(port)));
    return lines;
  }

  private void checkOf(String kind, String option, Object value, String... kinds) {
    if (value != null && !List.of(kinds).contains(kind)) {
      throw UserError.usage(
          "%s: goes with %s; the source is %s"
              .formatted(option, String.join(" and ", kinds), source));
    }
  }

  private boolean isEarliest(String begin) {
    if (begin.equals("earliest") || begin.equals("latest")) {
      return begin.equals("earliest");
    }
    throw UserError.usage("--from %s: of files write earliest or latest".formatted(begin));
  }

  private static boolean isLatest(String end) {
    if (end == null || end.equals("latest")) {
      return end != null;
    }
    throw UserError.usage("--until %s: of files write latest, or nothing".formatted(end));
  }
}
