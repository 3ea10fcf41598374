package io.twinstream.local.demo;

import io.twinstream.api.BatchRows;
import io.twinstream.api.Engine;
import io.twinstream.api.Sink;
import io.twinstream.ends.lines.FeedLine;
import io.twinstream.ends.lines.LineServer;
import io.twinstream.ends.lines.Lines;
import io.twinstream.ends.lines.SocketSource;
import io.twinstream.engine.DStreamRunner;
import io.twinstream.engine.RunListener;
import io.twinstream.engine.RunSettings;
import io.twinstream.engine.StopRequest;
import io.twinstream.engine.StructuredRunner;
import io.twinstream.engine.Until;
import io.twinstream.error.UserError;
import io.twinstream.jobs.wordcount.CountedWord;
import io.twinstream.jobs.wordcount.DStreamWordCount;
import io.twinstream.jobs.wordcount.StructuredWordCount;
import io.twinstream.local.feed.Feed;
import io.twinstream.local.feed.FileLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * The word count on both engines at once, over one socket, and a third count that knows nothing of
 * either.
 *
 * <p>Totals are compared: each engine cuts the stream into batches where its own clock says.
 */
public final class WordCountDemo {
  private static final Duration BATCH_INTERVAL = Duration.ofSeconds(1);
  private static final int CLIENTS = 2;

  private final List<Path> texts;
  private final int rounds;
  private final long linesPerSecond;
  private final AtomicLong sent = new AtomicLong();
  private final StopRequest stopFeed = new StopRequest();
  private final Map<Engine, Recorder> recorders = new EnumMap<>(Engine.class);

  /**
   * @param texts UTF-8 text files
   * @param rounds how often all of them are sent
   * @param linesPerSecond at most so many
   */
  public WordCountDemo(List<Path> texts, int rounds, long linesPerSecond) {
    this.texts = texts;
    this.rounds = rounds;
    this.linesPerSecond = linesPerSecond;
    for (Engine engine : Engine.values()) {
      recorders.put(engine, new Recorder());
    }
  }

  /** A finished batch, at so many milliseconds since the engine was there. */
  record Point(long atMillis, long records, long processingMillis) {}

  /**
   * What came out.
   *
   * @param lines how many lines were sent
   * @param totals word to count, by engine
   * @param independent word to count, by the third way
   * @param points the batches, by engine
   */
  record Result(
      long lines,
      Map<Engine, Map<String, Long>> totals,
      Map<String, Long> independent,
      Map<Engine, List<Point>> points) {
    /** Tells whether all three have the same words with the same counts. */
    public boolean isEqual() {
      return totals.values().stream().allMatch(independent::equals);
    }
  }

  /** Returns the text files of a folder. */
  public static List<Path> textsIn(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw UserError.failed(
          "%s: cannot be listed: run the demo from the project".formatted(folder), e);
    }
  }

  /** Runs it; the session needs three cores or more, one for the receiver. */
  public DemoReport run(SparkSession session) throws IOException, InterruptedException {
    List<CompletableFuture<Void>> engines;
    try (LineServer server = LineServer.start(0);
        Lines lines = new Repeated()) {
      engines =
          List.of(
              CompletableFuture.runAsync(() -> runDStream(session, server.port())),
              CompletableFuture.runAsync(() -> runStructured(session, server.port())));
      engines.forEach(engine -> engine.whenComplete((done, failure) -> stopFeed.request()));
      Feed.Sent fed =
          new Feed(linesPerSecond, Long.MAX_VALUE, CLIENTS)
              .send(lines, server, stopFeed, sent::set);
      sent.set(fed.lines());
    }
    try {
      CompletableFuture.allOf(engines.toArray(CompletableFuture[]::new)).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof UserError known ? known : new CompletionException(e.getCause());
    }
    return new WordsDemoReport(result());
  }

  /** Returns how many lines were sent so far. */
  public long sent() {
    return sent.get();
  }

  /** Returns how many lines there are to send. */
  public long lines() {
    return independentLines() * rounds;
  }

  /** Returns how many lines an engine has counted so far. */
  public long counted(Engine engine) {
    return recorders.get(engine).records.get();
  }

  private void runDStream(SparkSession session, int port) {
    Recorder recorder = recorders.get(Engine.DSTREAM);
    DStreamRunner.run(
        new DStreamWordCount(), settings(port, recorder), session, recorder, new StopRequest());
  }

  private void runStructured(SparkSession session, int port) {
    Recorder recorder = recorders.get(Engine.STRUCTURED);
    StructuredRunner.run(
        new StructuredWordCount(), settings(port, recorder), session, recorder, new StopRequest());
  }

  private static RunSettings<CountedWord> settings(int port, Recorder recorder) {
    return new RunSettings<>(
        new SocketSource("localhost", port),
        recorder.totals,
        Optional.empty(),
        BATCH_INTERVAL,
        Until.END);
  }

  private Result result() throws IOException {
    Map<Engine, Map<String, Long>> totals = new EnumMap<>(Engine.class);
    Map<Engine, List<Point>> points = new EnumMap<>(Engine.class);
    recorders.forEach(
        (engine, recorder) -> {
          totals.put(engine, new TreeMap<>(recorder.totals.counts));
          points.put(engine, recorder.points());
        });
    return new Result(sent.get(), totals, independentCount(), points);
  }

  /** Counts the words of the files without Spark and without the rule that both engines share. */
  private Map<String, Long> independentCount() throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    for (Path text : texts) {
      for (String word :
          Files.readString(text, StandardCharsets.UTF_8).split("[ \\t\\n\\x0B\\f\\r]+")) {
        if (!word.isEmpty()) {
          counts.merge(word, (long) rounds, Long::sum);
        }
      }
    }
    return counts;
  }

  private long independentLines() {
    long lines = 0;
    for (Path text : texts) {
      try (Stream<String> all = Files.lines(text, StandardCharsets.UTF_8)) {
        lines += all.count();
      } catch (IOException e) {
        throw UserError.failed("%s: cannot be read".formatted(text), e);
      }
    }
    return lines;
  }

  /** The lines of all texts, so many times. */
  private final class Repeated implements Lines {
    private final List<Path> left = new ArrayList<>();
    private Lines current;

    private Repeated() {
      for (int round = 0; round < rounds; round++) {
        left.addAll(texts);
      }
    }

    @Override
    public FeedLine next() throws IOException {
      FeedLine line = current == null ? null : current.next();
      while (line == null && !left.isEmpty()) {
        close();
        current = FileLines.open(left.remove(0));
        line = current.next();
      }
      return line;
    }

    @Override
    public void close() throws IOException {
      if (current != null) {
        current.close();
      }
    }
  }

  /** Keeps what an engine makes. */
  private static final class Recorder implements RunListener {
    private final Totals totals = new Totals();
    private final AtomicLong records = new AtomicLong();
    private final long startNanos = System.nanoTime();
    private final List<Point> points = new ArrayList<>();

    @Override
    public synchronized void batchCompleted(RunListener.Batch batch) {
      records.addAndGet(batch.records());
      points.add(
          new Point(
              Duration.ofNanos(System.nanoTime() - startNanos).toMillis(),
              records.get(),
              batch.processingMillis()));
    }

    private synchronized List<Point> points() {
      return List.copyOf(points);
    }
  }

  /** Adds up the counts of all batches. */
  private static final class Totals implements Sink<CountedWord> {
    private static final long serialVersionUID = 1L;

    private final ConcurrentHashMap<String, Long> counts = new ConcurrentHashMap<>();

    @Override
    public void write(BatchRows<CountedWord> rows, long batch) {
      for (CountedWord row : rows.collect()) {
        counts.merge(row.getWord(), row.getCount(), Long::sum);
      }
    }
  }
}
