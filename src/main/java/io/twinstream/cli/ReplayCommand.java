package io.twinstream.cli;

import io.twinstream.ends.files.ReplayedFiles;
import io.twinstream.ends.kafka.KafkaAddress;
import io.twinstream.ends.kafka.ReplayedTopics;
import io.twinstream.ends.lines.ReplayedLines;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code replay}: a recording becomes real input. */
@Command(
    description = {
      "Sends the records of a recording to Kafka, files or a socket, each at its recorded time."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:replayed, or stopped", "2:wrong command line or input", "3:failed"})
final class ReplayCommand implements Callable<Integer> {
  private static final Pattern SOCKET = Pattern.compile("socket:(\\d{1,5})");

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RECORDING", description = "A recording of either format.")
  private Path recording;

  @Option(
      names = "--to",
      paramLabel = "WHERE",
      required = true,
      description =
          "kafka:HOST:PORT: the recorded topics, created if missing; kafka:HOST:PORT/TOPIC: that one, with * for each recorded name; files:DIR: files of lines, moved there; socket:PORT: lines, to a client of that port on this machine.")
  private String to;

  @Option(
      names = "--speed",
      paramLabel = "N",
      defaultValue = "1",
      description = "N times as fast as it was recorded, or max; default: ${DEFAULT-VALUE}.")
  private String speed;

  @Option(names = "--append", description = "Kafka: allow topics that already hold records.")
  private boolean isAppending;

  @Mixin private KafkaPropertiesOption properties;

  @Override
  public Integer call() throws InterruptedException {
    Replayer replayer = new Replayer(speed());
    StopRequest stop = new StopRequest();
    TrafficProgress progress =
        new TrafficProgress("replay", GlobalOptions.progress(spec.commandLine()));
    try (RecordingReader records = RecordingReader.open(recording);
        ReplayTarget target = target(records.head(), progress)) {
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

  private ReplayTarget target(RecordingHead head, TrafficProgress progress) {
    if (to.startsWith("kafka:")) {
      KafkaAddress address = KafkaAddress.ofAtMostOneTopic(to);
      return ReplayedTopics.open(
          address.servers(),
          address.topics().stream().findFirst(),
          properties.read(),
          head,
          isAppending);
    }
    if (isAppending || properties.file().isPresent()) {
      throw UserError.usage(
          "--append and --kafka-properties: go with kafka; the target is %s".formatted(to));
    }
    if (to.startsWith("files:")) {
      return ReplayedFiles.open(to, head);
    }
    ReplayedLines lines = ReplayedLines.listen(port());
    progress.say("listening on localhost:%d, waiting for a client".formatted(lines.port()));
    return lines;
  }

  private int port() {
    Matcher matcher = SOCKET.matcher(to);
    if (matcher.matches() && Integer.parseInt(matcher.group(1)) <= 65_535) {
      return Integer.parseInt(matcher.group(1));
    }
    throw UserError.usage(
        "--to %s: write kafka:HOST:PORT[/TOPIC], files:DIR, or socket:PORT with a port of 1 to 65535, or 0 for any"
            .formatted(to));
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
