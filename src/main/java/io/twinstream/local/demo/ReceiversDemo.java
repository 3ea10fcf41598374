package io.twinstream.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.api.Engine;
import io.twinstream.api.Source;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A receiver of someone else, {@link QueueReceiver}, feeds a job on both engines: by {@code
 * receiverStream} with the write-ahead log, and hosted in the port. Both drivers are killed by
 * SIGKILL while messages come, and started again; what each has counted is compared with what its
 * server has sent.
 */
public final class ReceiversDemo {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int MORE = 1_000;

  private final Path project;
  private final long perSecond;
  private final Consumer<String> say;

  /**
   * @param project the folder that has {@code bin/}
   * @param perSecond how many messages each server sends a second
   * @param say told what happens
   */
  public ReceiversDemo(Path project, long perSecond, Consumer<String> say) {
    this.project = project.toAbsolutePath();
    this.perSecond = perSecond;
    this.say = say;
  }

  /**
   * What an engine has counted.
   *
   * @param sent how often its server has sent each message
   * @param counted message to how often it was counted
   * @param acknowledgedAtKill how many messages the killed driver had acknowledged
   */
  record Side(List<Integer> sent, Map<String, Long> counted, int acknowledgedAtKill) {
    /** Tells whether every message is counted, none more often than it was sent, and no other. */
    boolean isEqual() {
      return counted.size() == sent.size()
          && IntStream.range(0, sent.size())
              .allMatch(
                  k -> {
                    long times = counted.getOrDefault(QueueServer.message(k), 0L);
                    return times >= 1 && times <= sent.get(k);
                  });
    }

    /** Returns how many messages were sent again, as their acknowledgement had not come. */
    long sentAgain() {
      return sent.stream().filter(times -> times > 1).count();
    }

    /** Returns how many messages are counted twice, as they were sent again. */
    long twice() {
      return counted.values().stream().filter(times -> times > 1).count();
    }
  }

  /** Runs it. */
  public DemoReport run() throws IOException, InterruptedException {
    try (TemporaryFolder temporary = TemporaryFolder.create();
        QueueServer classic = new QueueServer(perSecond);
        QueueServer port = new QueueServer(perSecond);
        ProjectCommands commands = new ProjectCommands(project, temporary.path())) {
      Map<Engine, QueueServer> servers =
          new EnumMap<>(Map.of(Engine.DSTREAM, classic, Engine.STRUCTURED, port));
      return new ReceiversDemoReport(run(servers, commands, temporary.path()));
    }
  }

  private Map<Engine, Side> run(
      Map<Engine, QueueServer> servers, ProjectCommands commands, Path folder)
      throws IOException, InterruptedException {
    say.accept(
        "two servers send %,d messages a second, and keep each until it is acknowledged"
            .formatted(perSecond));
    Map<Engine, Process> running = start(servers, commands, folder);
    say.accept("both engines run word-count with the same receiver, each at its server");
    await(commands, running, () -> haveAcknowledged(servers, Map.of()));
    Map<Engine, Integer> atKill = acknowledged(servers);
    for (Process each : running.values()) {
      each.destroyForcibly().waitFor();
    }
    say.accept("killed both drivers by SIGKILL; acknowledged before it: " + shown(atKill));
    Map<Engine, Process> again = start(servers, commands, folder);
    say.accept("started both again from their checkpoints");
    await(commands, again, () -> haveAcknowledged(servers, atKill));
    servers.values().forEach(QueueServer::finish);
    say.accept("the servers send no more; acknowledged: " + shown(acknowledged(servers)));
    await(commands, again, () -> servers.values().stream().allMatch(QueueServer::isDone));
    // What is missing at the limit shows in the result.
    holds(commands, again, () -> isCounted(servers, folder));
    for (Process each : again.values()) {
      each.destroy();
    }
    for (Process each : again.values()) {
      each.waitFor();
    }
    Map<Engine, Side> sides = new EnumMap<>(Engine.class);
    for (Engine engine : servers.keySet()) {
      List<Integer> sent = servers.get(engine).sent();
      sides.put(engine, new Side(sent, counted(rows(folder, engine)), atKill.get(engine)));
    }
    return sides;
  }

  private static Map<Engine, Process> start(
      Map<Engine, QueueServer> servers, ProjectCommands commands, Path folder) throws IOException {
    Map<Engine, Process> started = new EnumMap<>(Engine.class);
    for (Map.Entry<Engine, QueueServer> each : servers.entrySet()) {
      Engine engine = each.getKey();
      List<String> command =
          List.of(
              "run",
              "word-count",
              "--engine",
              engine.label(),
              "--master",
              "local[2]",
              "--source",
              "receiver-class:%s?localhost,%d"
                  .formatted(QueueReceiver.class.getName(), each.getValue().port()),
              "--sink",
              "json:" + rows(folder, engine),
              "--checkpoint",
              folder.resolve("checkpoint-" + engine.label()).toString(),
              "--conf",
              Source.WRITE_AHEAD_LOG + "=true");
      started.put(engine, commands.start(engine.label(), command, List.of()));
    }
    return started;
  }

  private static Path rows(Path folder, Engine engine) {
    return folder.resolve("rows-" + engine.label());
  }

  /** Tells whether each has some more than it had. */
  private static boolean haveAcknowledged(
      Map<Engine, QueueServer> servers, Map<Engine, Integer> before) {
    return servers.entrySet().stream()
        .allMatch(
            each -> each.getValue().acknowledged() >= before.getOrDefault(each.getKey(), 0) + MORE);
  }

  private static Map<Engine, Integer> acknowledged(Map<Engine, QueueServer> servers) {
    Map<Engine, Integer> acknowledged = new EnumMap<>(Engine.class);
    servers.forEach((engine, server) -> acknowledged.put(engine, server.acknowledged()));
    return acknowledged;
  }

  private static String shown(Map<Engine, Integer> counts) {
    return "%,d by dstream, %,d by structured"
        .formatted(counts.get(Engine.DSTREAM), counts.get(Engine.STRUCTURED));
  }

  private static boolean isCounted(Map<Engine, QueueServer> servers, Path folder) {
    return servers.entrySet().stream()
        .allMatch(
            each -> counted(rows(folder, each.getKey())).size() >= each.getValue().sent().size());
  }

  /** Returns how often each message was counted, over all rows. */
  private static Map<String, Long> counted(Path folder) {
    Map<String, Long> counted = new TreeMap<>();
    ObjectMapper json = new ObjectMapper();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".json")).toList()) {
        for (String line : Files.readAllLines(file)) {
          JsonNode row = json.readTree(line);
          counted.merge(row.get("word").asText(), row.get("count").asLong(), Long::sum);
        }
      }
    } catch (IOException e) {
      return Map.of(); // not there yet, or just being replaced
    }
    return counted;
  }

  private static void await(
      ProjectCommands commands, Map<Engine, Process> running, BooleanSupplier condition)
      throws IOException, InterruptedException {
    if (!holds(commands, running, condition)) {
      throw UserError.failed(
          "%s: nothing came for %d s".formatted(running.keySet(), LIMIT.toSeconds()));
    }
  }

  /** Waits while they run; tells whether it holds within the limit. */
  private static boolean holds(
      ProjectCommands commands, Map<Engine, Process> running, BooleanSupplier condition)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      for (Map.Entry<Engine, Process> each : running.entrySet()) {
        commands.checkAlive(each.getValue(), each.getKey().label());
      }
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(POLL.toMillis());
    }
    return true;
  }
}
