package io.twinstream.bench.wordskafka;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.shared.BenchOptions;
import io.twinstream.bench.shared.Chart;
import io.twinstream.bench.shared.Requirements;
import io.twinstream.bench.shared.ResultTable;
import io.twinstream.bench.shared.Scenario;
import io.twinstream.bench.shared.Setup;
import io.twinstream.bench.shared.ZipfLines;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** {@code bench words-kafka}: running totals of the words of a topic. */
public final class WordsKafkaScenario implements Scenario<WordsKafkaContestant, WordsKafkaResult> {
  static final String NAME = "words-kafka";
  private static final Duration WARM_UP = Duration.ofSeconds(40);
  private static final long MEBIBYTES_AT_LEAST = 256;
  private static final long BYTES_PER_LINE = 400;
  private static final long BYTES_PER_WORD = 1_000;
  private static final Duration LIMIT = Duration.ofMinutes(15);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String summary() {
    return "running totals of the words of a topic, beside Spark's own examples, Flink, Kafka Streams and a bare consumer.";
  }

  @Override
  public boolean isQuick() {
    return true;
  }

  @Override
  public List<WordsKafkaContestant> contestants() {
    return List.of(WordsKafkaContestant.values());
  }

  @Override
  public void check(BenchOptions options) {
    if (options.lines() < 1 || options.words() < 1 || options.passes() < 1) {
      throw UserError.usage(
          "--lines %d, --words %d, --passes %d: each must be 1 or more"
              .formatted(options.lines(), options.words(), options.passes()));
    }
  }

  /** On disk are the topic, a slow contestant's part of it, a shuffle and checkpoints. */
  @Override
  public Requirements requirements(BenchOptions options) {
    long data = options.lines() * BYTES_PER_LINE + options.words() * BYTES_PER_WORD;
    return Requirements.ofContestant(options.heap(), MEBIBYTES_AT_LEAST + (data >> 20)).andBroker();
  }

  @Override
  public void describe(BenchOptions options, ObjectNode settings) {
    Rounds rounds = rounds(options);
    settings
        .put("heap", options.heap())
        .put("lines", options.lines())
        .put("differentWords", options.words())
        .put("warmUpSecondsAtLeast", rounds.leastWarmUp().toSeconds())
        .put("measuredPasses", rounds.measured());
  }

  private static Rounds rounds(BenchOptions options) {
    return options.isQuick()
        ? new Rounds(1, Duration.ZERO, options.passes())
        : new Rounds(2, WARM_UP, options.passes());
  }

  @Override
  public List<WordsKafkaResult> run(
      BenchOptions options, Set<WordsKafkaContestant> chosen, Setup setup)
      throws IOException, InterruptedException {
    ZipfLines topic = new ZipfLines(options.lines(), options.words());
    return new WordsKafkaRun(topic, rounds(options), setup, LIMIT).run(chosen);
  }

  @Override
  public ResultTable<WordsKafkaResult> table() {
    return new ResultTable<WordsKafkaResult>(32, WordsKafkaResult::isCorrect)
        .column("lines/s", 12, each -> "%,d".formatted(each.median()))
        .column("min", 12, each -> "%,d".formatted(each.min()))
        .column("max", 12, each -> "%,d".formatted(each.max()))
        .column("warm-up", 12, each -> "%,d".formatted(each.warmUpLinesPerSecond()))
        .column("CPU s", 8, each -> "%.1f".formatted(each.cpuSecondsPerPass()))
        .column("GC s", 8, each -> "%.1f".formatted(each.gcPauseSeconds()))
        .column("peak heap", 10, each -> "%,d MiB".formatted(each.peakHeapMebibytes()))
        .column("B/word", 8, each -> "%,.0f".formatted(each.bytesAllocatedPerWord()))
        .column("written", 10, each -> "%,d MiB".formatted(each.writtenMebibytes().orElse(0L)));
  }

  @Override
  public List<Chart> charts(List<WordsKafkaResult> valid) {
    return List.of(
        Chart.rates(
            valid,
            WordsKafkaResult::median,
            WordsKafkaResult::min,
            WordsKafkaResult::max,
            List.of(WordsKafkaContestant.LIMIT_COUNT, WordsKafkaContestant.LIMIT_COUNT_AGAIN)));
  }

  @Override
  public void pass(WordsKafkaContestant contestant, List<String> arguments, PrintStream out)
      throws Exception {
    contestant.run(arguments.toArray(String[]::new), out);
  }
}
