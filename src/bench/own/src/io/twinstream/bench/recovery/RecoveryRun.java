package io.twinstream.bench.recovery;

import io.twinstream.bench.shared.ProcessLimit;
import io.twinstream.bench.shared.RepeatedResult;
import io.twinstream.bench.shared.RepeatedResult.Figure;
import io.twinstream.bench.shared.Said;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.error.UserError;
import io.twinstream.local.servers.LocalKafka;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The scenario {@code recovery}: from SIGKILL of a driver to the total that the next one prints of
 * a word that was sent in between. The total tells whether the state has come back: it is one more
 * than before.
 *
 * @param project the folder that has {@code bin/}
 * @param kafkaJars the class path of the broker
 * @param times how often each is killed
 * @param limit after which a driver is stopped that does not print what it should
 */
record RecoveryRun(Path project, Path kafkaJars, int times, Duration limit) {
  private static final String WORD = "twinstreambench";
  private static final Pattern TOTAL = Pattern.compile("\\s*" + WORD + "\\s+(\\d+)\\s*");

  /** Longer than the ten seconds between two checkpoints of a classic state. */
  private static final Duration AGE = Duration.ofSeconds(12);

  /** Kills each contestant so often; returns how long each took, in order. */
  List<RepeatedResult> run(Set<RecoveryContestant> contestants, Consumer<String> say)
      throws IOException, InterruptedException {
    try (LocalKafka kafka = LocalKafka.start(kafkaJars, 0, null);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.address()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      List<RepeatedResult> results = new ArrayList<>();
      for (RecoveryContestant each : contestants) {
        results.add(
            RepeatedResult.of(
                each,
                Figure.MILLIS_TO_FIRST_RESULT,
                times,
                say,
                () -> millis(each, kafka, producer)));
      }
      return results;
    }
  }

  private long millis(
      RecoveryContestant contestant, LocalKafka kafka, KafkaProducer<byte[], byte[]> producer)
      throws IOException, InterruptedException {
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      String topic = folder.path().getFileName().toString();
      kafka.createTopic(topic, 2);
      List<String> command = command(contestant, kafka, topic, folder.path());
      long sent = 0;
      try (Driver driver = Driver.start(project, command, folder.path(), limit)) {
        long end = System.nanoTime() + AGE.toNanos();
        while (System.nanoTime() < end) {
          send(producer, topic);
          sent++;
          driver.awaitTotal(sent);
        }
      }
      long killed = System.nanoTime();
      send(producer, topic);
      try (Driver next = Driver.start(project, command, folder.path(), limit)) {
        next.awaitTotal(sent + 1);
        return Duration.ofNanos(System.nanoTime() - killed).toMillis();
      }
    }
  }

  private static List<String> command(
      RecoveryContestant contestant, LocalKafka kafka, String topic, Path folder) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "bin/twinstream", "run", "running-word-count", "--engine", contestant.engine()));
    command.addAll(List.of("--master", "local[2]", "--batch-interval", "500ms"));
    command.addAll(List.of("--source", "kafka:%s/%s".formatted(kafka.address(), topic)));
    command.addAll(List.of("--sink", "console"));
    command.addAll(List.of("--checkpoint", folder.resolve("checkpoint").toString()));
    command.addAll(contestant.options());
    return command;
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, String topic)
      throws InterruptedException {
    try {
      producer.send(new ProducerRecord<>(topic, WORD.getBytes(StandardCharsets.US_ASCII))).get();
    } catch (ExecutionException e) {
      throw UserError.failed("the broker took no line: " + e.getCause().getMessage(), e.getCause());
    }
  }

  /** A driver and what it prints; it is killed at the end. */
  private record Driver(Process process, BufferedReader out, ProcessLimit stop, Path errors)
      implements AutoCloseable {
    static Driver start(Path project, List<String> command, Path folder, Duration limit)
        throws IOException {
      Path errors = folder.resolve("errors.log");
      Process process =
          new ProcessBuilder(command)
              .directory(project.toFile())
              .redirectError(errors.toFile())
              .start();
      return new Driver(
          process,
          process.inputReader(StandardCharsets.UTF_8),
          new ProcessLimit(process, limit),
          errors);
    }

    /**
     * Reads on until a total is printed.
     *
     * @throws UserError if a greater one is, or the driver ends
     */
    void awaitTotal(long wanted) throws IOException {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        Matcher total = TOTAL.matcher(line);
        if (total.matches() && Long.parseLong(total.group(1)) >= wanted) {
          if (Long.parseLong(total.group(1)) > wanted) {
            throw UserError.failed(
                "counted twice: %s where %d were sent".formatted(total.group(1), wanted));
          }
          return;
        }
      }
      throw UserError.failed(
          "%s without the total %d: %s"
              .formatted(
                  stop.isOver() ? "stopped" : "ended",
                  wanted,
                  Said.cause(Files.readString(errors).strip())));
    }

    @Override
    public void close() {
      process.destroyForcibly();
      process.onExit().join();
      stop.close();
    }
  }
}
