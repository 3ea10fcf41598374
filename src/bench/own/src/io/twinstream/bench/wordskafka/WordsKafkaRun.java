package io.twinstream.bench.wordskafka;

import io.twinstream.bench.shared.ContestantRun;
import io.twinstream.bench.shared.Fingerprint;
import io.twinstream.bench.shared.Peers;
import io.twinstream.bench.shared.Program;
import io.twinstream.bench.shared.Setup;
import io.twinstream.bench.shared.ZipfLines;
import io.twinstream.ends.kafka.KafkaAddress;
import io.twinstream.ends.kafka.KafkaClientSettings;
import io.twinstream.engine.StopRequest;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.error.UserError;
import io.twinstream.local.feed.KafkaFeed;
import io.twinstream.local.servers.LocalKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The scenario {@code words-kafka}: running totals of the words of a topic that is full before
 * anyone starts, with their state checkpointed.
 *
 * @param topic what the topic holds
 * @param rounds of each contestant
 * @param limit how long a contestant may take for all its passes
 */
record WordsKafkaRun(ZipfLines topic, Rounds rounds, Setup setup, Duration limit) {
  /** What part of the lines a slow contestant gets. */
  private static final int PART = 5;

  private static final int PARTITIONS = 4;

  /** Fills a topic, lets each contestant count it, and returns what each took, in order. */
  List<WordsKafkaResult> run(Set<WordsKafkaContestant> contestants)
      throws IOException, InterruptedException {
    Consumer<String> say = setup.say();
    for (WordsKafkaContestant each : contestants) {
      if (each.project().isPresent()) {
        say.accept("building %s by Maven, if it is not there".formatted(each.label()));
        setup.peers().classPath(each.project().get());
      }
    }
    try (TemporaryFolder folder = TemporaryFolder.create();
        LocalKafka kafka = LocalKafka.start(setup.kafkaJars(), 0, null)) {
      Filled all = fill(kafka, "words", topic, say);
      Filled part =
          contestants.stream().anyMatch(WordsKafkaContestant::isSlow)
              ? fill(kafka, "part", new ZipfLines(topic.lines() / PART + 1, topic.words()), say)
              : all;
      List<WordsKafkaResult> results = new ArrayList<>();
      for (WordsKafkaContestant each : contestants) {
        say.accept(each.label());
        results.add(result(each, kafka, each.isSlow() ? part : all, folder.path()));
        say.accept("  " + results.get(results.size() - 1));
      }
      return results;
    }
  }

  /** A topic and what was put into it. */
  private record Filled(String name, int lines, ZipfLines.Text text) {}

  private static Filled fill(LocalKafka kafka, String name, ZipfLines topic, Consumer<String> say)
      throws IOException {
    say.accept("filling a topic with %,d lines".formatted(topic.lines()));
    ZipfLines.Text text = topic.text();
    new KafkaFeed(0, topic.lines(), PARTITIONS)
        .send(
            text,
            KafkaAddress.parse("kafka:%s/%s".formatted(kafka.address(), name)),
            KafkaClientSettings.NONE,
            new StopRequest(),
            sent -> {});
    return new Filled(name, topic.lines(), text);
  }

  private WordsKafkaResult result(
      WordsKafkaContestant contestant, LocalKafka kafka, Filled filled, Path folder)
      throws IOException, InterruptedException {
    Path place = Files.createDirectory(folder.resolve(contestant.name()));
    List<String> arguments =
        List.of(
            kafka.address(),
            filled.name(),
            Integer.toString(filled.lines()),
            Long.toString(filled.text().wordsGiven()),
            place.toString());
    PassesRun run = new PassesRun(new ContestantRun(contestant, setup.jvm(), limit));
    try {
      Program program =
          contestant.project().isPresent()
              ? new Program(
                  setup.peers().classPath(contestant.project().get()), Peers.MAIN, arguments)
              : Program.here(WordsKafkaScenario.NAME, contestant, arguments);
      PassesRun.Measured measured = run.run(program, place, rounds);
      return WordsKafkaResult.of(
          contestant,
          filled.lines(),
          filled.text().wordsGiven(),
          measured,
          isCorrect(contestant, filled.text(), place, measured.millis().size()));
    } catch (UserError failure) {
      return WordsKafkaResult.failed(contestant, failure.getMessage());
    }
  }

  private static boolean isCorrect(
      WordsKafkaContestant contestant, ZipfLines.Text text, Path place, int passes)
      throws IOException {
    if (!contestant.counts()) {
      return true;
    }
    Fingerprint known = text.fingerprint();
    for (int pass = 0; pass < passes; pass++) {
      if (!Fingerprint.of(place.resolve("totals-" + pass)).equals(known)) {
        return false;
      }
    }
    return true;
  }
}
