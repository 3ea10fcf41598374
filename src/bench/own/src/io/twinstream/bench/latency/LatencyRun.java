package io.twinstream.bench.latency;

import io.twinstream.bench.shared.ContestantRun;
import io.twinstream.bench.shared.Peers;
import io.twinstream.bench.shared.Program;
import io.twinstream.bench.shared.Setup;
import io.twinstream.bench.shared.ZipfLines;
import io.twinstream.ends.kafka.KafkaAddress;
import io.twinstream.ends.kafka.KafkaClientSettings;
import io.twinstream.ends.kafka.KafkaCluster;
import io.twinstream.engine.StopRequest;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.error.UserError;
import io.twinstream.local.feed.KafkaFeed;
import io.twinstream.local.servers.LocalKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The scenario {@code latency}: how long after its planned time a line of a topic has its result.
 *
 * @param linesPerSecond that are sent
 * @param length how long lines are sent; a third of it is warm-up
 */
record LatencyRun(int linesPerSecond, Duration length, Setup setup) {
  private static final int WORDS = 10_000;
  private static final int PARTITIONS = 2;
  private static final int WARM_UP_PART = 3;
  private static final Duration BESIDE = Duration.ofSeconds(90);
  private static final Pattern RESULT = Pattern.compile("marks (true|false) ([0-9 ]+)");
  private static final Pattern MARK = Pattern.compile("mark (\\S+) (\\d+) (\\d+)");

  /** Measures each contestant, and returns what each took, in order. */
  List<LatencyResult> run(Set<LatencyContestant> contestants)
      throws IOException, InterruptedException {
    List<LatencyResult> results = new ArrayList<>();
    try (TemporaryFolder folder = TemporaryFolder.create();
        LocalKafka kafka = LocalKafka.start(setup.kafkaJars(), 0, null)) {
      for (LatencyContestant each : contestants) {
        setup.say().accept(each.label());
        Path place = Files.createDirectory(folder.path().resolve(each.name()));
        LatencyResult result = result(each, kafka, place);
        setup.say().accept("  " + result);
        results.add(result);
      }
    }
    return results;
  }

  /** Returns what a contestant says at its end. */
  static String said(LatencyResult.Measured measured) {
    return "marks %s %s"
        .formatted(
            measured.isCorrect(),
            String.join(" ", measured.micros().stream().map(String::valueOf).toList()));
  }

  private LatencyResult result(LatencyContestant contestant, LocalKafka kafka, Path place)
      throws IOException, InterruptedException {
    String topic = contestant.name().toLowerCase(Locale.ROOT);
    try (KafkaCluster cluster = KafkaCluster.connect(kafka.address(), KafkaClientSettings.NONE)) {
      cluster.create(topic, PARTITIONS);
      cluster.create(LatencyPass.outOf(topic), PARTITIONS);
    }
    int lines = Math.toIntExact(linesPerSecond * length.toSeconds());
    int marks = lines / MarkedLines.LINES_PER_MARK;
    StopRequest stop = new StopRequest();
    Thread sender = new Thread(() -> send(lines, topic, kafka, stop), "latency load");
    int warmUp = marks / WARM_UP_PART;
    List<String> arguments =
        List.of(
            kafka.address(),
            topic,
            Integer.toString(warmUp),
            Integer.toString(marks),
            place.toString());
    Said said = new Said(sender, new Marks(warmUp, marks, () -> {}));
    ContestantRun run = new ContestantRun(contestant, setup.jvm(), length.plus(BESIDE));
    try {
      if (contestant.project().isPresent()) {
        String classPath = setup.peers().classPath(contestant.project().get());
        run.run(new Program(classPath, Peers.LATENCY, arguments), place, said);
        return LatencyResult.of(contestant, LatencyResult.Measured.of(said.marks));
      }
      run.run(Program.here(LatencyScenario.NAME, contestant, arguments), place, said);
    } catch (UserError failure) {
      return new LatencyResult(contestant, Optional.empty(), Optional.of(failure.getMessage()));
    } finally {
      stop.request();
      sender.join();
    }
    return said.measured == null
        ? new LatencyResult(contestant, Optional.empty(), Optional.of("ended without a result"))
        : LatencyResult.of(contestant, said.measured);
  }

  /** What a contestant says: a peer each mark, one that is here what it has measured. */
  private static final class Said implements ContestantRun.Heard {
    private final Thread sender;
    private final Marks marks;
    private LatencyResult.Measured measured;

    private Said(Thread sender, Marks marks) {
      this.sender = sender;
      this.marks = marks;
    }

    @Override
    public void line(String line, Process contestant) {
      if (line.equals("ready")) {
        sender.start();
      }
      Matcher mark = MARK.matcher(line);
      if (mark.matches()) {
        marks.saw(mark.group(1), Long.parseLong(mark.group(2)), Long.parseLong(mark.group(3)));
      }
      Matcher result = RESULT.matcher(line);
      if (result.matches()) {
        measured =
            new LatencyResult.Measured(
                Boolean.parseBoolean(result.group(1)),
                Arrays.stream(result.group(2).split(" ")).map(Long::valueOf).toList());
      }
    }
  }

  /** A line that cannot be sent is a mark that does not come out. */
  private void send(int lines, String topic, LocalKafka kafka, StopRequest stop) {
    try {
      new KafkaFeed(linesPerSecond, lines, PARTITIONS)
          .send(
              new MarkedLines(new ZipfLines(lines, WORDS), linesPerSecond),
              KafkaAddress.parse("kafka:%s/%s".formatted(kafka.address(), topic)),
              KafkaClientSettings.NONE,
              stop,
              sent -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
