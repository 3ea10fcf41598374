package io.twinstream.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.api.Engine;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.error.UserError;
import io.twinstream.local.servers.LocalKafka;
import io.twinstream.savepoint.Savepoint;
import io.twinstream.savepoint.Savepoints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * A running word count that moves from the classic engine to its port and back while its input goes
 * on: each time the driver is killed by SIGKILL, a savepoint is made of its checkpoint, and the
 * other engine begins with it. The totals are compared with a count of the topic in plain Java.
 */
public final class MoveDemo {
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String TOPIC = "words";
  private static final int BATCHES_OF_EACH = 6;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path project;
  private final long perSecond;
  private final Consumer<String> say;

  /**
   * @param project the folder that has {@code bin/}
   * @param perSecond how many lines are fed a second
   * @param say told what happens
   */
  public MoveDemo(Path project, long perSecond, Consumer<String> say) {
    this.project = project.toAbsolutePath();
    this.perSecond = perSecond;
    this.say = say;
  }

  /**
   * One of the runs.
   *
   * @param engine which one ran
   * @param batches how many batches with rows it wrote
   * @param fromMillis when it was started, since the first of them
   * @param untilMillis when it was killed or had ended
   * @param savepoint what was made of its checkpoint after it was killed; empty for the last one
   */
  record Leg(
      Engine engine,
      int batches,
      long fromMillis,
      long untilMillis,
      Optional<Savepoint> savepoint) {}

  /**
   * What came out.
   *
   * @param lines how many lines the topic has
   * @param legs the runs, in order
   * @param moved word to total, as the runs have written it last
   * @param counted word to how often it stands in the topic
   */
  record Result(long lines, List<Leg> legs, Map<String, Long> moved, Map<String, Long> counted) {
    /** Tells whether every total is what was counted. */
    public boolean isEqual() {
      return moved.equals(counted);
    }
  }

  /** Runs it. */
  public DemoReport run() throws IOException, InterruptedException {
    say.accept("starting Kafka");
    try (TemporaryFolder temporary = TemporaryFolder.create();
        LocalKafka kafka = LocalKafka.start(project.resolve("target/kafka/jars"), 0, null);
        ProjectCommands commands = new ProjectCommands(project, temporary.path())) {
      return new MoveDemoReport(run(kafka, commands, temporary.path()));
    }
  }

  private Result run(LocalKafka kafka, ProjectCommands commands, Path folder)
      throws IOException, InterruptedException {
    String topic = "kafka:%s/%s".formatted(kafka.address(), TOPIC);
    say.accept("feeding %,d lines a second, until the end".formatted(perSecond));
    kafka.createTopic(TOPIC, 2);
    Process feed = commands.feedWords(topic, perSecond);
    List<Leg> legs = new ArrayList<>();
    Path before = null;
    long start = System.nanoTime();
    for (Engine engine : List.of(Engine.DSTREAM, Engine.STRUCTURED)) {
      Path place = Files.createDirectory(folder.resolve("leg" + legs.size()));
      say.accept(
          before == null
              ? "%s counts".formatted(engine)
              : "%s continues from the savepoint".formatted(engine));
      long from = millisSince(start);
      Process driver = start(commands, engine, topic, place, before);
      awaitState(commands, driver, engine, place);
      driver.destroyForcibly().waitFor();
      long until = millisSince(start);
      say.accept("killed %s by SIGKILL; savepoint of its checkpoint:".formatted(engine));
      before = place.resolve("savepoint");
      List<String> said =
          commands.run(
              "savepoint-" + engine.label(),
              List.of("savepoint", checkpoint(place).toString(), "--out", before.toString()));
      said.forEach(line -> say.accept("  " + line));
      Savepoint made = Savepoints.read(before.toString(), new Configuration());
      legs.add(new Leg(engine, batches(place), from, until, Optional.of(made)));
    }
    commands.checkAlive(feed, "feed");
    feed.destroy();
    feed.waitFor();
    Path last = Files.createDirectory(folder.resolve("leg" + legs.size()));
    say.accept("the feed has ended; dstream continues from that savepoint, until nothing is left");
    long from = millisSince(start);
    Process back = start(commands, Engine.DSTREAM, topic, last, before, "--until", "idle=3s");
    commands.finished(back, last.getFileName() + "-" + Engine.DSTREAM.label());
    legs.add(new Leg(Engine.DSTREAM, batches(last), from, millisSince(start), Optional.empty()));
    Map<String, Long> counted = new TreeMap<>();
    long lines = TopicLines.countWords(kafka, TOPIC, counted);
    Map<String, Long> moved = new TreeMap<>();
    for (int leg = 0; leg < legs.size(); leg++) {
      readTotals(rows(folder.resolve("leg" + leg)), moved);
    }
    return new Result(lines, legs, moved, counted);
  }

  private static long millisSince(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
  }

  private static Process start(
      ProjectCommands commands,
      Engine engine,
      String topic,
      Path place,
      Path savepoint,
      String... more)
      throws IOException {
    List<String> options = new ArrayList<>(List.of(more));
    if (savepoint != null) {
      options.addAll(List.of("--from-savepoint", savepoint.toString()));
    }
    options.addAll(List.of("--checkpoint", checkpoint(place).toString()));
    options.addAll(List.of("--sink", "json:" + rows(place), "--batch-interval", "500ms"));
    return commands.start(
        place.getFileName() + "-" + engine.label(),
        List.of(
            "run",
            "running-word-count",
            "--engine",
            engine.label(),
            "--master",
            "local[2]",
            "--source",
            topic),
        options);
  }

  /**
   * Waits until the run has written a few batches; on the classic engine a few more behind its
   * first state, as the checkpoint of a later batch names it.
   */
  private void awaitState(ProjectCommands commands, Process driver, Engine engine, Path place)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    int enough = engine == Engine.DSTREAM ? Integer.MAX_VALUE : BATCHES_OF_EACH;
    while (batches(place) < enough) {
      commands.checkAlive(driver, place.getFileName() + "-" + engine.label());
      if (System.nanoTime() > end) {
        throw UserError.failed("%s: no state after %d s".formatted(engine, LIMIT.toSeconds()));
      }
      if (enough == Integer.MAX_VALUE && hasState(checkpoint(place))) {
        enough = batches(place) + BATCHES_OF_EACH;
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  /** Asks for names alone, as the files of a checkpoint come and go while they are listed. */
  private static boolean hasState(Path checkpoint) {
    return names(checkpoint)
        .flatMap(name -> names(checkpoint.resolve(name)))
        .anyMatch(name -> name.startsWith("rdd-"));
  }

  private static Stream<String> names(Path folder) {
    String[] names = folder.toFile().list();
    return names == null ? Stream.empty() : Stream.of(names);
  }

  private static int batches(Path place) throws IOException {
    if (!Files.isDirectory(rows(place))) {
      return 0;
    }
    try (Stream<Path> files = Files.list(rows(place))) {
      return (int)
          files
              .map(file -> file.getFileName().toString().split("-"))
              .filter(name -> name.length > 1)
              .map(name -> name[1])
              .distinct()
              .count();
    }
  }

  private static Path checkpoint(Path place) {
    return place.resolve("checkpoint");
  }

  private static Path rows(Path place) {
    return place.resolve("rows");
  }

  /** A total only grows, so the greatest is the last. */
  private static void readTotals(Path rows, Map<String, Long> totals) throws IOException {
    if (!Files.isDirectory(rows)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(rows, "*.json")) {
      for (Path file : files) {
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
          JsonNode row = JSON.readTree(line);
          totals.merge(row.get("word").asText(), row.get("count").asLong(), Math::max);
        }
      }
    }
  }
}
