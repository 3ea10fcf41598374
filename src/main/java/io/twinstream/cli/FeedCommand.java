package io.twinstream.cli;

import io.twinstream.ends.kafka.KafkaAddress;
import io.twinstream.ends.lines.AcknowledgingServer;
import io.twinstream.ends.lines.FeedLine.Quality;
import io.twinstream.ends.lines.LineServer;
import io.twinstream.ends.lines.Lines;
import io.twinstream.engine.StopRequest;
import io.twinstream.error.DurationText;
import io.twinstream.error.ExitCode;
import io.twinstream.error.Plural;
import io.twinstream.error.UserError;
import io.twinstream.internals.StopSignals;
import io.twinstream.local.feed.AcknowledgedFeed;
import io.twinstream.local.feed.Feed;
import io.twinstream.local.feed.FileLines;
import io.twinstream.local.feed.KafkaFeed;
import io.twinstream.local.feed.generator.Generators;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code feed}: a server of lines. */
@Command(
    description = {
      "Sends the lines of a file, or generated lines, to clients that connect, as nc -lk does, or to Kafka.",
      "Each line goes to every connected client; with none connected, it waits.",
      "With kafka:HOST:PORT/TOPIC it creates the topic if needed and sends there.",
      "With --ack it serves one --source receiver: it keeps each line until the receiver acknowledges it, and resends the rest after a reconnect."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all lines are sent, and with --ack acknowledged; or it was stopped",
      "2:wrong command line or input",
      "3:failed"
    })
final class FeedCommand implements Callable<Integer> {
  private static final Duration PROGRESS = Duration.ofSeconds(5);

  @Spec private CommandSpec spec;

  private StatusLine line;

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "The file to send, line by line.")
  private Path file;

  @Option(
      names = "--generate",
      paramLabel = "KIND",
      description =
          "Generate the lines a job reads, instead of sending a file: access, agents, clicks, devices, fleet, orders, plays, samples, transactions, visits, votes or words.")
  private String kind;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "WHERE",
      description =
          "socket:PORT listens on the loopback interface; kafka:HOST:PORT/TOPIC sends to a topic. Clicks need two topics: kafka:HOST:PORT/IMPRESSIONS,CLICKS.")
  private String to;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Lines per second, or max: as fast as the clients read; default: max for a file, 1 for samples, 1000 for other generated lines.")
  private String rate;

  @Option(names = "--count", paramLabel = "N", description = "Stop after N lines; default: all.")
  private long count = Long.MAX_VALUE;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "The same seed generates the same lines; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--late",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      description =
          "Share of generated records that arrive late, by up to 30 minutes; default: ${DEFAULT-VALUE}.")
  private double late;

  @Option(
      names = "--malformed",
      paramLabel = "SHARE",
      defaultValue = "0.01",
      description = "Share of generated records that are malformed; default: ${DEFAULT-VALUE}.")
  private double malformed;

  @Option(
      names = "--duplicate",
      paramLabel = "SHARE",
      defaultValue = "0.01",
      description =
          "Share of generated records that repeat an earlier one; default: ${DEFAULT-VALUE}.")
  private double duplicate;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "1",
      description = "Wait for N clients before the first line; default: ${DEFAULT-VALUE}.")
  private int clients;

  @Option(
      names = "--ack",
      description = "Keep each line until it is acknowledged; exit when all are.")
  private boolean isAcknowledged;

  @Option(
      names = "--window",
      paramLabel = "N",
      defaultValue = "100000",
      description =
          "With --ack: keep at most N unacknowledged lines, and at most 64 MiB; default: ${DEFAULT-VALUE}.")
  private int window;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "1",
      description = "Kafka: partitions of a topic that it creates; default: ${DEFAULT-VALUE}.")
  private int partitions;

  @Mixin private KafkaPropertiesOption properties;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if ((file == null) == (kind == null)) {
      throw UserError.usage("feed: name a file or --generate KIND, one of the two");
    }
    if (count < 0 || clients < 1) {
      throw UserError.usage("feed: --count must be 0 or more and --clients 1 or more");
    }
    if (isAcknowledged && clients > 1) {
      throw UserError.usage("feed: --ack serves one receiver; remove --clients");
    }
    if (window < 1 || partitions < 1) {
      throw UserError.usage("feed: --window and --partitions must be 1 or more");
    }
    line = StatusLine.of("feed", GlobalOptions.progress(spec.commandLine()), PROGRESS);
    if (to.startsWith("kafka:")) {
      feedKafka(KafkaAddress.parse(to));
      return ExitCode.OK.code();
    }
    int port = port();
    if (isAcknowledged) {
      feedAcknowledged(port);
      return ExitCode.OK.code();
    }
    Feed feed = new Feed(linesPerSecond(), count, clients);
    StopRequest stop = new StopRequest();
    try (Lines lines = linesOfOneTopic();
        LineServer server = LineServer.start(port)) {
      StopSignals.onFirst(stop::request);
      line.say(
          "listening on localhost:%d, waiting for %s"
              .formatted(server.port(), Plural.of(clients, "client")));
      LongConsumer progress =
          progress(
              sent ->
                  "%s sent, %s came"
                      .formatted(Plural.of(sent, "line"), Plural.of(server.accepted(), "client")));
      Feed.Sent sent = feed.send(lines, server, stop, progress);
      line.say(
          "sent %s (%,d bytes) to %s in %s"
              .formatted(
                  Plural.of(sent.lines(), "line"),
                  sent.bytes(),
                  Plural.of(server.accepted(), "client"),
                  DurationText.show(sent.took())));
      sayQualities(sent);
    }
    return ExitCode.OK.code();
  }

  private void feedKafka(KafkaAddress address) throws IOException {
    if (isAcknowledged) {
      throw UserError.usage("feed: --ack goes with socket:PORT; Kafka acknowledges by itself");
    }
    KafkaFeed feed = new KafkaFeed(linesPerSecond(), count, partitions);
    StopRequest stop = new StopRequest();
    try (Lines lines = lines()) {
      checkTopics(lines, address.topics().size());
      StopSignals.onFirst(stop::request);
      LongConsumer progress = progress("%,d lines acknowledged"::formatted);
      Feed.Sent sent = feed.send(lines, address, properties.read(), stop, progress);
      line.say(
          "sent %,d lines (%,d bytes) to %s in %s"
              .formatted(sent.lines(), sent.bytes(), to, DurationText.show(sent.took())));
      sayQualities(sent);
    }
  }

  private void feedAcknowledged(int port) throws IOException, InterruptedException {
    AcknowledgedFeed feed = new AcknowledgedFeed(linesPerSecond(), count);
    StopRequest stop = new StopRequest();
    try (Lines lines = linesOfOneTopic();
        AcknowledgingServer server = AcknowledgingServer.start(port, window)) {
      StopSignals.onFirst(stop::request);
      line.say("listening on localhost:%d, waiting for a receiver".formatted(server.port()));
      Runnable progress = acknowledgedProgress(server);
      Feed.Sent sent = feed.send(lines, server, stop, progress);
      line.say(
          "fed %s, %,d acknowledged, to %s in %s"
              .formatted(
                  Plural.of(server.fed(), "line"),
                  server.acknowledged(),
                  Plural.of(server.accepted(), "receiver"),
                  DurationText.show(sent.took())));
      sayQualities(sent);
    }
  }

  private Runnable acknowledgedProgress(AcknowledgingServer server) {
    int[] saidReceivers = {0};
    LongConsumer counts =
        progress(fed -> "%,d lines fed, %,d acknowledged".formatted(fed, server.acknowledged()));
    return () -> {
      int accepted = server.accepted();
      if (accepted > saidReceivers[0]) {
        saidReceivers[0] = accepted;
        line.say("receiver %,d connected".formatted(accepted));
      }
      counts.accept(server.fed());
    };
  }

  private Lines lines() {
    return file == null
        ? Generators.of(
            kind,
            seed,
            new Generators.Shares(late, malformed, duplicate),
            System::currentTimeMillis)
        : FileLines.open(file);
  }

  private Lines linesOfOneTopic() {
    Lines lines = lines();
    checkTopics(lines, 1);
    return lines;
  }

  private void checkTopics(Lines lines, int named) {
    List<String> topics = lines.topics();
    if (named != topics.size()) {
      throw UserError.usage(
          "--to %s: %s are of %s: write kafka:HOST:PORT/%s"
              .formatted(
                  to,
                  String.join(" and ", topics),
                  topics.size() == 1 ? "one topic" : topics.size() + " topics",
                  String.join(",", topics).toUpperCase(Locale.ROOT)));
    }
  }

  /** What a job must find in generated lines. */
  private void sayQualities(Feed.Sent sent) {
    if (kind != null) {
      line.say(
          "of these "
              + Arrays.stream(Quality.values())
                  .map(
                      quality ->
                          "%,d %s"
                              .formatted(
                                  sent.qualities().getOrDefault(quality, 0L),
                                  quality.name().toLowerCase(Locale.ROOT)))
                  .collect(Collectors.joining(", ")));
    }
  }

  private int port() {
    String prefix = "socket:";
    try {
      int port = to.startsWith(prefix) ? Integer.parseInt(to.substring(prefix.length())) : -1;
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException notAPort) {
      // said below
    }
    throw UserError.usage(
        "--to %s: write socket:PORT with a port of 1 to 65535, or 0 for any; or kafka:HOST:PORT/TOPIC"
            .formatted(to));
  }

  private long linesPerSecond() {
    if (rate == null) {
      return kind == null ? 0 : Generators.linesPerSecond(kind);
    }
    if (rate.equals("max")) {
      return 0;
    }
    try {
      long lines = Long.parseLong(rate);
      if (lines > 0) {
        return lines;
      }
    } catch (NumberFormatException notANumber) {
      // said below
    }
    throw UserError.usage("--rate %s: write lines a second, 1 or more, or max".formatted(rate));
  }

  private LongConsumer progress(LongFunction<String> text) {
    return number -> {
      if (line.isDue()) {
        line.status(text.apply(number));
      }
    };
  }
}
