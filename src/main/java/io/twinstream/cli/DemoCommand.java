package io.twinstream.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.error.ExitCode;
import io.twinstream.error.UserError;
import io.twinstream.local.MoveDemo;
import io.twinstream.local.OrdersDemo;
import io.twinstream.local.WordCountDemo;
import io.twinstream.report.HtmlPage;
import io.twinstream.run.Durations;
import io.twinstream.run.Engine;
import io.twinstream.run.Sessions;
import io.twinstream.source.SocketSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bin/demo}: both engines at once, beside a third count. */
@Command(
    description = {
      "move: moves a running word count from dstream to structured and back, killed each time, while its input from Kafka goes on, and compares its totals with a count of the topic.",
      "words: feeds real text over a socket to both engines at once and compares their totals with a third count.",
      "orders: starts Kafka, PostgreSQL and both engines on one topic of orders, kills the driver of dstream once, and compares both tables with SQL over the topic."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all counts are equal", "1:they differ", "2:wrong command line", "3:failed"})
final class DemoCommand implements Callable<Integer> {
  private static final String MOVE = "move";
  private static final String WORDS = "words";
  private static final String ORDERS = "orders";
  private static final long WORDS_RATE = 2_500;
  private static final long ORDERS_RATE = 500;
  private static final long MOVE_RATE = 500;
  private static final int TOP = 10;
  private static final int MOST_DIFFERENT = 100;
  private static final long PROGRESS_MILLIS = 2_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      defaultValue = MOVE,
      description = "move, the default, words or orders.")
  private String name;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "20",
      description = "words: how often the text is sent; default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--orders",
      paramLabel = "N",
      defaultValue = "15000",
      description = "orders: how many are sent; default: ${DEFAULT-VALUE}.")
  private long orders;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Lines a second; default: 2500 for words, else 500.")
  private Long rate;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Default: target/demo/report.html of the project.")
  private Path report;

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    if (!List.of(MOVE, WORDS, ORDERS).contains(name)) {
      throw UserError.usage(
          "unknown demo '%s': known are %s, %s, %s".formatted(name, MOVE, WORDS, ORDERS));
    }
    if (rounds < 1 || orders < 1 || rate != null && rate < 1) {
      throw UserError.usage("demo: --rounds, --orders and --rate must be 1 or more");
    }
    Path page = report == null ? ProjectFolder.resolve("target/demo/report.html") : report;
    if (name.equals(ORDERS)) {
      return runOrders(page);
    }
    if (name.equals(MOVE)) {
      return runMove(page);
    }
    List<Path> texts = WordCountDemo.textsIn(ProjectFolder.resolve("data/text"));
    long start = System.nanoTime();
    try (OutputFiles files = OutputFiles.beside(null, page)) {
      WordCountDemo.Result result =
          run(new WordCountDemo(texts, rounds, rate == null ? WORDS_RATE : rate));
      String took = Durations.show(Duration.ofNanos(System.nanoTime() - start));
      print(result, took);
      files.write(html(result, took), page);
      say("report: " + page.toAbsolutePath().normalize());
      return (result.isEqual() ? ExitCode.OK : ExitCode.DIFFERENT).code();
    }
  }

  private int runOrders(Path page) throws IOException, InterruptedException, SQLException {
    long start = System.nanoTime();
    try (OutputFiles files = OutputFiles.beside(null, page)) {
      OrdersDemo.Result result =
          new OrdersDemo(
                  ProjectFolder.resolve(""), orders, rate == null ? ORDERS_RATE : rate, this::say)
              .run();
      String took = Durations.show(Duration.ofNanos(System.nanoTime() - start));
      OrdersDemoReport shown = new OrdersDemoReport(result, took);
      shown.print(spec.commandLine().getOut());
      files.write(shown.html(), page);
      say("report: " + page.toAbsolutePath().normalize());
      return (result.isEqual() ? ExitCode.OK : ExitCode.DIFFERENT).code();
    }
  }

  private int runMove(Path page) throws IOException, InterruptedException {
    long start = System.nanoTime();
    try (OutputFiles files = OutputFiles.beside(null, page)) {
      MoveDemo.Result result =
          new MoveDemo(ProjectFolder.resolve(""), rate == null ? MOVE_RATE : rate, this::say).run();
      String took = Durations.show(Duration.ofNanos(System.nanoTime() - start));
      MoveDemoReport shown = new MoveDemoReport(result, took);
      shown.print(spec.commandLine().getOut());
      files.write(shown.html(), page);
      say("report: " + page.toAbsolutePath().normalize());
      return (result.isEqual() ? ExitCode.OK : ExitCode.DIFFERENT).code();
    }
  }

  private WordCountDemo.Result run(WordCountDemo demo) throws IOException, InterruptedException {
    say("starting Spark, with both engines on one socket");
    Timer timer = new Timer(true);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            say(progress(demo));
          }
        },
        PROGRESS_MILLIS,
        PROGRESS_MILLIS);
    try (SparkSession session =
        Sessions.open(
            "twinstream demo",
            Map.of("spark.master", "local[4]"),
            new SocketSource("localhost", 1))) {
      return demo.run(session);
    } finally {
      timer.cancel();
    }
  }

  private static String progress(WordCountDemo demo) {
    return "%,d of %,d lines sent; dstream counted %,d, structured %,d"
        .formatted(
            demo.sent(),
            demo.lines(),
            demo.counted(Engine.DSTREAM),
            demo.counted(Engine.STRUCTURED));
  }

  private void print(WordCountDemo.Result result, String took) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%-20s %12s %12s %12s%n", "word", "dstream", "structured", "independent");
    for (Row row : rows(result)) {
      out.printf(
          "%-20s %,12d %,12d %,12d%s%n",
          row.word,
          row.dstream,
          row.structured,
          row.independent,
          row.differs() ? "  <- differ" : "");
    }
    out.printf("%n%s%n%s%n", summary(result, took), verdict(result));
    out.flush();
  }

  private static String summary(WordCountDemo.Result result, String took) {
    return "%,d lines, %,d words, %,d different ones, in %s"
        .formatted(
            result.lines(),
            result.independent().values().stream().mapToLong(Long::longValue).sum(),
            result.independent().size(),
            took);
  }

  private static String verdict(WordCountDemo.Result result) {
    return result.isEqual()
        ? "EQUAL: dstream, structured and the independent count agree on every word"
        : "DIFFERENT: the three counts do not agree";
  }

  /** A word with its three counts. */
  private record Row(String word, long dstream, long structured, long independent) {
    boolean differs() {
      return dstream != independent || structured != independent;
    }
  }

  /** The most frequent words, and after them those that differ. */
  private static List<Row> rows(WordCountDemo.Result result) {
    TreeSet<String> words = new TreeSet<>(result.independent().keySet());
    result.totals().values().forEach(counts -> words.addAll(counts.keySet()));
    List<Row> all =
        words.stream()
            .map(
                word ->
                    new Row(
                        word,
                        result.totals().get(Engine.DSTREAM).getOrDefault(word, 0L),
                        result.totals().get(Engine.STRUCTURED).getOrDefault(word, 0L),
                        result.independent().getOrDefault(word, 0L)))
            .sorted(Comparator.comparingLong(Row::independent).reversed())
            .toList();
    List<Row> shown = new ArrayList<>(all.subList(0, Math.min(TOP, all.size())));
    all.stream().skip(TOP).filter(Row::differs).limit(MOST_DIFFERENT).forEach(shown::add);
    return shown;
  }

  private static String html(WordCountDemo.Result result, String took) {
    ObjectNode data = JSON.createObjectNode();
    result.points().forEach((engine, points) -> data.set(engine.label(), JSON.valueToTree(points)));
    List<Map<String, Object>> rows =
        rows(result).stream()
            .map(
                row ->
                    Map.<String, Object>of(
                        "word", row.word,
                        "dstream", row.dstream,
                        "structured", row.structured,
                        "independent", row.independent,
                        "differs", row.differs()))
            .toList();
    return HtmlPage.render(
        "/io/twinstream/local/demo.mustache",
        Map.of(
            "title", "twinstream demo: words",
            "verdict", verdict(result),
            "isEqual", result.isEqual(),
            "summary", summary(result, took),
            "rows", rows),
        data);
  }

  private void say(String what) {
    spec.commandLine().getErr().println("demo: " + what);
    spec.commandLine().getErr().flush();
  }
}
