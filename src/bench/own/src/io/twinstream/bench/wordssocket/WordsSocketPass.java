package io.twinstream.bench.wordssocket;

import io.twinstream.api.BatchRows;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Sink;
import io.twinstream.api.Source;
import io.twinstream.bench.shared.BenchSession;
import io.twinstream.bench.shared.PerBatchCount;
import io.twinstream.bench.shared.TotalsFile;
import io.twinstream.ends.lines.ReceiverSource;
import io.twinstream.ends.lines.SocketSource;
import io.twinstream.engine.DStreamRunner;
import io.twinstream.engine.RunListener;
import io.twinstream.engine.RunSettings;
import io.twinstream.engine.StopRequest;
import io.twinstream.engine.StructuredRunner;
import io.twinstream.engine.Until;
import io.twinstream.jobs.wordcount.CountedWord;
import io.twinstream.jobs.wordcount.WordCount;
import io.twinstream.jobs.wordcount.WordCountJob;
import io.twinstream.jobs.wordcount.WordTally;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.SparkSession;

/**
 * A contestant of {@code words-socket} in this JVM. It reads until the sender ends, says {@link
 * FinishedBatch} for each batch, and leaves the file {@code totals-0} of {@link TotalsFile}.
 */
final class WordsSocketPass {
  private static final String HOST = "localhost";
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int BLOCK = 1 << 20;

  /** The settings of {@code bin/twinstream run}, on the class path of bin/. */
  private static final String DEFAULTS = "/spark-defaults.conf";

  private final WordsSocketContestant contestant;
  private final int port;
  private final Path folder;
  private final PrintStream out;

  private WordsSocketPass(
      WordsSocketContestant contestant, int port, Path folder, PrintStream out) {
    this.contestant = contestant;
    this.port = port;
    this.folder = folder;
    this.out = out;
  }

  /**
   * Runs it to its end.
   *
   * @param arguments the port of the sender, and a folder for the totals
   */
  static void run(WordsSocketContestant contestant, String[] arguments, PrintStream out)
      throws IOException {
    WordsSocketPass pass =
        new WordsSocketPass(contestant, Integer.parseInt(arguments[0]), Path.of(arguments[1]), out);
    Map<String, Long> totals =
        switch (contestant) {
          case LIMIT_READ -> pass.read();
          case LIMIT_COUNT -> pass.count();
          default -> pass.stream();
        };
    TotalsFile.write(pass.folder.resolve("totals-0"), totals);
  }

  private void say(long lines, long delayMillis) {
    out.println(FinishedBatch.now(lines, delayMillis).said());
    out.flush();
  }

  private Map<String, Long> read() throws IOException {
    try (Socket socket = new Socket(HOST, port);
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      long lines = 0;
      long next = System.nanoTime() + INTERVAL.toNanos();
      while (in.readLine() != null) {
        lines++;
        if (System.nanoTime() >= next) {
          say(lines, 0);
          lines = 0;
          next += INTERVAL.toNanos();
        }
      }
      say(lines, 0);
    }
    return Map.of();
  }

  private Map<String, Long> count() throws IOException {
    WordTally tally = new WordTally();
    try (Socket socket = new Socket(HOST, port);
        InputStream in = socket.getInputStream()) {
      byte[] block = new byte[BLOCK];
      int kept = 0;
      long lines = 0;
      long next = System.nanoTime() + INTERVAL.toNanos();
      for (int read = in.read(block); read >= 0; read = in.read(block, kept, BLOCK - kept)) {
        int end = kept + read;
        int whole = end;
        while (whole > 0 && block[whole - 1] != '\n') {
          whole--;
        }
        tally.add(Arrays.copyOf(block, whole));
        for (int i = 0; i < whole; i++) {
          lines += block[i] == '\n' ? 1 : 0;
        }
        kept = end - whole;
        System.arraycopy(block, whole, block, 0, kept);
        if (System.nanoTime() >= next) {
          say(lines, 0);
          lines = 0;
          next += INTERVAL.toNanos();
        }
      }
      say(lines, 0);
    }
    Map<String, Long> totals = new HashMap<>();
    for (CountedWord word : tally) {
      totals.put(word.getWord(), word.getCount());
    }
    return totals;
  }

  private Map<String, Long> stream() throws IOException {
    Source source =
        contestant.isSpark() ? new SocketSource(HOST, port) : new ReceiverSource(HOST, port);
    RunSettings<CountedWord> settings =
        new RunSettings<>(
            source,
            new Sums(),
            contestant.isNumbered()
                ? Optional.of(folder.resolve("checkpoint").toString())
                : Optional.empty(),
            INTERVAL,
            Until.END);
    RunListener listener =
        new RunListener() {
          @Override
          public void batchCompleted(RunListener.Batch batch) {
            say(batch.records(), batch.schedulingDelayMillis() + batch.processingMillis());
          }
        };
    try (SparkSession session = BenchSession.open(conf(), source)) {
      if (contestant == WordsSocketContestant.STRUCTURED) {
        StructuredRunner.run(
            WordCountJob.JOB.structured(WordCountJob.JOB.newOptions()),
            settings,
            session,
            listener,
            new StopRequest());
      } else {
        DStreamTwin<CountedWord> twin =
            contestant.isSpark()
                ? new PerBatchCount()
                : WordCountJob.JOB.dstream(WordCountJob.JOB.newOptions());
        DStreamRunner.run(twin, settings, session, listener, new StopRequest());
      }
    }
    return Sums.TOTALS;
  }

  /** Spark's example has Spark's defaults, but for the time that it may take to end. */
  private Map<String, String> conf() throws IOException {
    Map<String, String> conf = new HashMap<>();
    if (!contestant.isSpark()) {
      Properties defaults = new Properties();
      try (InputStream in = WordsSocketPass.class.getResourceAsStream(DEFAULTS)) {
        defaults.load(in);
      }
      defaults.stringPropertyNames().forEach(key -> conf.put(key, defaults.getProperty(key)));
    }
    conf.put("spark.streaming.gracefulStopTimeout", "100s");
    conf.put(
        "spark.streaming.receiver.writeAheadLog.enable", Boolean.toString(contestant.isNumbered()));
    return conf;
  }

  /** Adds up the counts of all batches, in this JVM, where all tasks run. */
  private static final class Sums implements Sink<CountedWord> {
    private static final long serialVersionUID = 1L;
    private static final Map<String, Long> TOTALS = new ConcurrentHashMap<>();

    @Override
    public void write(BatchRows<CountedWord> rows, long batch) {
      rows.map(
          (part, task) -> {
            part.forEachRemaining(
                row -> TOTALS.merge(row.getWord(), row.getCount(), WordCount::add));
            return task.partition();
          });
    }
  }
}
