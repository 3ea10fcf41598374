package io.twinstream.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.ends.Loopback;
import io.twinstream.engine.StopRequest;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.error.UserError;
import io.twinstream.local.servers.LocalKafka;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs a job on both engines from one topic, with both on one page, until it is asked to stop. */
public final class WatchDemo {
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String JOB = "visit-sessions";
  private static final String TOPIC = "visits";
  private static final String FEED = "feed";
  private static final String CLASSIC = "dstream";
  private static final String PORT = "structured";
  private static final int PARTITIONS = 3;

  private final Path project;
  private final long perSecond;
  private final Consumer<String> say;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, Integer> pages = new LinkedHashMap<>();

  /**
   * @param project the folder that has {@code bin/}
   * @param perSecond how many visits are fed a second
   * @param say told what happens
   */
  public WatchDemo(Path project, long perSecond, Consumer<String> say) {
    this.project = project.toAbsolutePath();
    this.perSecond = perSecond;
    this.say = say;
  }

  /**
   * Runs it; returns what each engine has done, a line each.
   *
   * @param limit when it ends by itself, counted from when the page shows both; empty for never
   */
  public List<String> run(StopRequest stop, Optional<Duration> limit)
      throws IOException, InterruptedException {
    say.accept("starting Kafka");
    try (TemporaryFolder temporary = TemporaryFolder.create();
        LocalKafka kafka = LocalKafka.start(project.resolve("target/kafka/jars"), 0, null);
        ProjectCommands commands = new ProjectCommands(project, temporary.path())) {
      kafka.createTopic(TOPIC, PARTITIONS);
      Map<String, Process> running = start(commands, kafka.address(), temporary.path());
      long end = System.nanoTime() + LIMIT.toNanos();
      while (!stop.isRequested() && !batches().values().stream().allMatch(count -> count > 0)) {
        if (System.nanoTime() > end) {
          throw UserError.failed("no batch on both engines within " + LIMIT.toSeconds() + " s");
        }
        await(commands, running, stop, POLL);
      }
      if (!stop.isRequested()) {
        say.accept("both engines on one page: http://localhost:%d/".formatted(pages.get(PORT)));
        say.accept("the classic one alone: http://localhost:%d/".formatted(pages.get(CLASSIC)));
        say.accept("Ctrl-C ends it");
      }
      long began = System.nanoTime();
      while (!stop.isRequested()
          && limit.filter(most -> System.nanoTime() - began > most.toNanos()).isEmpty()) {
        await(commands, running, stop, POLL);
      }
      return summary();
    }
  }

  private Map<String, Process> start(ProjectCommands commands, String kafka, Path folder)
      throws IOException {
    String topic = "kafka:%s/%s".formatted(kafka, TOPIC);
    say.accept("feeding %,d visits a second, some malformed".formatted(perSecond));
    Map<String, Process> running = new LinkedHashMap<>();
    running.put(
        FEED,
        commands.start(
            FEED,
            List.of("feed", "--generate", "visits", "--to", topic),
            List.of("--rate", Long.toString(perSecond))));
    say.accept("starting %s on both engines".formatted(JOB));
    for (String engine : List.of(CLASSIC, PORT)) {
      pages.put(engine, Loopback.free(0));
      running.put(
          engine,
          commands.start(engine, run(engine, topic, kafka, folder), List.of("--rows", "open")));
    }
    return running;
  }

  private List<String> run(String engine, String topic, String kafka, Path folder) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "run",
                JOB,
                "--engine",
                engine,
                "--master",
                "local[1]",
                "--source",
                topic,
                "--sink",
                "json:" + folder.resolve("rows-" + engine),
                "--checkpoint",
                folder.resolve("checkpoint-" + engine).toString(),
                "--dead-letter",
                "kafka:%s/malformed-%s".formatted(kafka, engine),
                "--serve",
                pages.get(engine).toString()));
    if (engine.equals(PORT)) {
      command.addAll(List.of("--beside", "http://localhost:" + pages.get(CLASSIC)));
    }
    return command;
  }

  private static void await(
      ProjectCommands commands, Map<String, Process> running, StopRequest stop, Duration most)
      throws IOException, InterruptedException {
    if (!stop.await(most)) {
      for (Map.Entry<String, Process> each : running.entrySet()) {
        commands.checkAlive(each.getValue(), each.getKey());
      }
    }
  }

  private Map<String, Long> batches() throws InterruptedException {
    Map<String, Long> batches = new LinkedHashMap<>();
    for (String engine : pages.keySet()) {
      batches.put(engine, figures(engine).path("batches_total").asLong());
    }
    return batches;
  }

  private List<String> summary() throws InterruptedException {
    List<String> lines = new ArrayList<>();
    for (String engine : pages.keySet()) {
      JsonNode figures = figures(engine);
      if (!figures.isMissingNode()) {
        lines.add(
            "%-10s  %,d batches, %,d records read, %,d rows written, %,d dead letters"
                .formatted(
                    engine,
                    figures.path("batches_total").asLong(),
                    figures.path("rows_in_total").asLong(),
                    figures.path("rows_out_total").asLong(),
                    figures.path("dead_letters_total").asLong()));
      }
    }
    return lines;
  }

  /** Returns those of a run's page; a missing node while it does not answer. */
  private JsonNode figures(String engine) throws InterruptedException {
    URI page = URI.create("http://localhost:%d/status.json".formatted(pages.get(engine)));
    try {
      HttpResponse<String> answer =
          http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
      return new ObjectMapper().readTree(answer.body()).path("figures");
    } catch (IOException away) {
      return new ObjectMapper().missingNode();
    }
  }
}
