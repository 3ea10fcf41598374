package io.twinstream.bench.wordssocket;

import io.twinstream.bench.shared.ContestantRun;
import io.twinstream.bench.shared.Fingerprint;
import io.twinstream.bench.shared.GcLog;
import io.twinstream.bench.shared.Program;
import io.twinstream.bench.shared.Setup;
import io.twinstream.bench.shared.ZipfLines;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The scenario {@code words-socket}: the words of lines that come through a socket as fast as they
 * are read, counted in batches of a second.
 *
 * @param words how many different ones the lines have
 * @param length how long the sender sends; a sixth of it is warm-up
 */
record WordsSocketRun(int words, Duration length, Setup setup) {
  private static final int LINES = 200_000;
  private static final int WARM_UP_PART = 6;

  /** Long enough for a collection, and for asking for it. */
  private static final Duration SHORTLY = Duration.ofSeconds(2);

  /** For starting, for what is still to be processed at the end, and for stopping. */
  private static final Duration BESIDE = Duration.ofSeconds(120);

  /** For one that is not expected to process what it took in. */
  private static final Duration UNTIL_DEATH = Duration.ofSeconds(30);

  private static final long FIRST_RATE = 30_000;
  private static final double FACTOR = 1.25;
  private static final int MOST_STEPS = 20;
  private static final Duration MOST_DELAY = Duration.ofSeconds(2);

  /** Lets each contestant count, and returns what each reached, in order. */
  List<WordsSocketResult> run(Set<WordsSocketContestant> contestants)
      throws IOException, InterruptedException {
    List<WordsSocketResult> results = new ArrayList<>();
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      for (WordsSocketContestant each : contestants) {
        setup.say().accept(each.label());
        Path place = Files.createDirectory(folder.path().resolve(each.name()));
        WordsSocketResult result = result(each, place);
        setup.say().accept("  " + result);
        results.add(result);
      }
    }
    return results;
  }

  private WordsSocketResult result(WordsSocketContestant contestant, Path place)
      throws IOException, InterruptedException {
    boolean isSearch = contestant == WordsSocketContestant.SPARK;
    Duration step = length.dividedBy(WARM_UP_PART);
    RateSearch search = new RateSearch(FIRST_RATE, FACTOR, step, MOST_DELAY);
    List<FinishedBatch> batches = new CopyOnWriteArrayList<>();
    Duration limit =
        (isSearch ? step.multipliedBy(MOST_STEPS) : length)
            .plus(contestant.mayDie() ? UNTIL_DEATH : BESIDE);
    ContestantRun run = new ContestantRun(contestant, setup.jvm(), limit);
    Timer timer = new Timer("end of load", true);
    try (WordsSocketLoad load =
        WordsSocketLoad.start(new ZipfLines(LINES, words), contestant.isNumbered())) {
      AtomicReference<Process> running = new AtomicReference<>();
      if (isSearch) {
        load.rate(search.rate());
      } else {
        timer.schedule(new EndOfLoad(load, running), 0, 10);
      }
      Optional<String> failure = Optional.empty();
      try {
        run.run(
            Program.here(
                WordsSocketScenario.NAME,
                contestant,
                List.of(Integer.toString(load.port()), place.toString())),
            place,
            (line, process) -> {
              running.set(process);
              FinishedBatch.of(line)
                  .ifPresent(
                      batch -> {
                        batches.add(batch);
                        if (isSearch) {
                          search(search, batch, load);
                        }
                      });
            });
      } catch (UserError died) {
        failure = Optional.of(died.getMessage());
      }
      load.end();
      List<FinishedBatch> measured =
          isSearch ? batches : measured(batches, load.firstSentMillis(), length);
      return new WordsSocketResult(
          contestant,
          failure.isPresent() ? contestant.mayDie() : isCorrect(contestant, load, place),
          isSearch ? search.sustained() : rate(measured),
          cpuPerMillion(measured),
          measured.stream().map(FinishedBatch::delayMillis).sorted().toList(),
          GcLog.live(ContestantRun.gcLog(place)),
          load.sent(),
          failure);
    } finally {
      timer.cancel();
    }
  }

  private static void search(RateSearch search, FinishedBatch batch, WordsSocketLoad load) {
    search.done(batch);
    if (search.isOver()) {
      load.end();
    } else {
      load.rate(search.rate());
    }
  }

  /**
   * Ends the load when it has lasted so long; at its half, and shortly before its end, has the
   * whole heap collected, so that the log of the collector says what is live.
   */
  private final class EndOfLoad extends TimerTask {
    private final WordsSocketLoad load;
    private final AtomicReference<Process> running;
    private int collections;

    private EndOfLoad(WordsSocketLoad load, AtomicReference<Process> running) {
      this.load = load;
      this.running = running;
    }

    @Override
    public void run() {
      long lasted =
          load.firstSentMillis() == 0 ? 0 : System.currentTimeMillis() - load.firstSentMillis();
      Duration due = collections == 0 ? length.dividedBy(2) : length.minus(SHORTLY);
      if (collections < 2 && lasted >= due.toMillis() && running.get() != null) {
        collections++;
        collect(running.get());
      }
      if (lasted >= length.toMillis()) {
        load.end();
        cancel();
      }
    }
  }

  private static void collect(Process contestant) {
    try {
      new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
              Long.toString(contestant.pid()),
              "GC.run")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException noJcmd) {
      // a JVM without tools: the result then has no live heap
    }
  }

  /** Returns the batches that were done after the warm-up and before the end of the load. */
  static List<FinishedBatch> measured(
      List<FinishedBatch> batches, long firstSentMillis, Duration length) {
    long from = firstSentMillis + length.toMillis() / WARM_UP_PART;
    long until = firstSentMillis + length.toMillis();
    return batches.stream()
        .filter(batch -> batch.atMillis() >= from && batch.atMillis() <= until)
        .toList();
  }

  /** Returns the lines that came after the first of the batches. */
  private static long lines(List<FinishedBatch> batches) {
    return batches.stream().skip(1).mapToLong(FinishedBatch::lines).sum();
  }

  /** Returns the seconds that the process worked for a million of those lines. */
  static double cpuPerMillion(List<FinishedBatch> batches) {
    long lines = lines(batches);
    return lines == 0
        ? 0
        : (batches.get(batches.size() - 1).cpuMillis() - batches.get(0).cpuMillis()) * 1e3 / lines;
  }

  /** Returns the lines a second between the first of the batches and the last. */
  static long rate(List<FinishedBatch> batches) {
    if (batches.size() < 2) {
      return 0;
    }
    long lines = lines(batches);
    long took = batches.get(batches.size() - 1).atMillis() - batches.get(0).atMillis();
    return Math.round(lines * 1e3 / Math.max(1, took));
  }

  private static boolean isCorrect(
      WordsSocketContestant contestant, WordsSocketLoad load, Path place) throws IOException {
    return !contestant.counts()
        || Fingerprint.of(place.resolve("totals-0")).equals(load.known(load.sent()));
  }
}
