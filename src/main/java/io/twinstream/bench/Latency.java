package io.twinstream.bench;

import io.twinstream.error.UserError;
import io.twinstream.local.KafkaFeed;
import io.twinstream.local.LocalKafka;
import io.twinstream.run.StopRequest;
import io.twinstream.run.TemporaryFolder;
import io.twinstream.source.KafkaAddress;
import io.twinstream.source.KafkaClientSettings;
import io.twinstream.source.KafkaCluster;
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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The scenario {@code latency}: how long after its planned time a line of a topic has its result.
 *
 * @param linesPerSecond that are sent
 * @param length how long lines are sent; a third of it is warm-up
 * @param heap of each contestant, such as {@code 4g}
 */
public record Latency(int linesPerSecond, Duration length, String heap) {
  private static final int WORDS = 10_000;
  private static final int PARTITIONS = 2;
  private static final int WARM_UP_PART = 3;
  private static final Duration BESIDE = Duration.ofSeconds(90);
  private static final Pattern RESULT = Pattern.compile("marks (true|false) ([0-9 ]+)");

  /** Measures each contestant, and returns what each took, in order. */
  public List<LatencyResult> run(
      Set<LatencyContestant> contestants,
      Path kafkaJars,
      Path jvmOptions,
      String ownMain,
      Consumer<String> say)
      throws IOException, InterruptedException {
    List<LatencyResult> results = new ArrayList<>();
    try (TemporaryFolder folder = TemporaryFolder.create();
        LocalKafka kafka = LocalKafka.start(kafkaJars, 0, null)) {
      for (LatencyContestant each : LatencyContestant.values()) {
        if (contestants.contains(each)) {
          say.accept(each.label());
          Path place = Files.createDirectory(folder.path().resolve(each.name()));
          LatencyResult result = result(each, kafka, place, jvmOptions, ownMain);
          say.accept("  " + result);
          results.add(result);
        }
      }
    }
    return results;
  }

  /** Returns what a contestant says at its end. */
  public static String said(LatencyResult.Measured measured) {
    return "marks %s %s"
        .formatted(
            measured.isCorrect(),
            String.join(" ", measured.micros().stream().map(String::valueOf).toList()));
  }

  private LatencyResult result(
      LatencyContestant contestant, LocalKafka kafka, Path place, Path jvmOptions, String ownMain)
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
    AtomicReference<LatencyResult.Measured> measured = new AtomicReference<>();
    try {
      new ContestantRun(jvmOptions, heap, length.plus(BESIDE))
          .listen(
              System.getProperty("java.class.path"),
              ownMain,
              List.of(
                  "bench-pass",
                  "latency",
                  contestant.name(),
                  kafka.address(),
                  topic,
                  Integer.toString(marks / WARM_UP_PART),
                  Integer.toString(marks),
                  place.toString()),
              place,
              (line, process) -> {
                if (line.equals("ready")) {
                  sender.start();
                }
                Matcher result = RESULT.matcher(line);
                if (result.matches()) {
                  measured.set(
                      new LatencyResult.Measured(
                          Boolean.parseBoolean(result.group(1)),
                          Arrays.stream(result.group(2).split(" ")).map(Long::valueOf).toList()));
                }
              });
    } catch (UserError failure) {
      return new LatencyResult(contestant, Optional.empty(), Optional.of(failure.getMessage()));
    } finally {
      stop.request();
      sender.join();
    }
    return measured.get() == null
        ? new LatencyResult(contestant, Optional.empty(), Optional.of("ended without a result"))
        : new LatencyResult(contestant, Optional.of(measured.get()), Optional.empty());
  }

  /** A line that cannot be sent is a mark that does not come out. */
  private void send(int lines, String topic, LocalKafka kafka, StopRequest stop) {
    try {
      new KafkaFeed(linesPerSecond, lines, PARTITIONS)
          .send(
              new MarkedLines(new WordsTopic(lines, WORDS), linesPerSecond),
              KafkaAddress.parse("kafka:%s/%s".formatted(kafka.address(), topic)),
              KafkaClientSettings.NONE,
              stop,
              sent -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
