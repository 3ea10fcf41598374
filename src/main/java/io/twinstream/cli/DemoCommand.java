package io.twinstream.cli;

import io.twinstream.api.Engine;
import io.twinstream.ends.lines.SocketSource;
import io.twinstream.ends.recording.Recording;
import io.twinstream.ends.recording.RecordingSource;
import io.twinstream.engine.Sessions;
import io.twinstream.engine.StopRequest;
import io.twinstream.error.DurationText;
import io.twinstream.error.ExitCode;
import io.twinstream.error.UserError;
import io.twinstream.internals.StopSignals;
import io.twinstream.jobs.wordcount.WordCountJob;
import io.twinstream.local.demo.DemoReport;
import io.twinstream.local.demo.DifferenceDemo;
import io.twinstream.local.demo.HandoverDemo;
import io.twinstream.local.demo.MoveDemo;
import io.twinstream.local.demo.OrdersDemo;
import io.twinstream.local.demo.ReceiversDemo;
import io.twinstream.local.demo.WatchDemo;
import io.twinstream.local.demo.WordCountDemo;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bin/demo}: both engines at once, beside a third count, or watched. */
@Command(
    description = {
      "move: moves a running word count from dstream to structured and back while Kafka feeds it, killing each driver, then checks the totals against the topic.",
      "words: feeds real text over a socket to both engines and checks both against an independent count.",
      "orders: runs both engines from one Kafka topic into PostgreSQL, kills the dstream driver once, then checks both tables with SQL over the topic.",
      "handover: a Kafka consumer keeps totals in PostgreSQL and is killed; word-count goes on from its group, whose lag Kafka's own tool shows, then checks the totals against the topic.",
      "receivers: a receiver that was written for the classic engine feeds both engines; both drivers are killed by SIGKILL, and what they counted is checked against what was sent.",
      "difference: compares word count with three ports that are wrong in the usual ways, and shows the three reports.",
      "watch: runs visit-sessions on both engines from one Kafka topic and shows both live on one page, until Ctrl-C."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all counts are equal, each wrong port was found, or both engines were watched",
      "1:not so",
      "2:wrong command line",
      "3:failed"
    })
final class DemoCommand implements Callable<Integer> {
  private static final String MOVE = "move";
  private static final String WORDS = "words";
  private static final String ORDERS = "orders";
  private static final String HANDOVER = "handover";
  private static final String RECEIVERS = "receivers";
  private static final String DIFFERENCE = "difference";
  private static final String WATCH = "watch";
  private static final List<String> NAMES =
      List.of(MOVE, WORDS, ORDERS, HANDOVER, RECEIVERS, DIFFERENCE, WATCH);
  private static final long WORDS_RATE = 2_500;
  private static final long ORDERS_RATE = 500;
  private static final long MOVE_RATE = 500;
  private static final long PROGRESS_MILLIS = 2_000;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      defaultValue = MOVE,
      description = "move (the default), words, orders, handover, receivers, difference or watch.")
  private String name;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "20",
      description = "words: how many times the text is sent; default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--orders",
      paramLabel = "N",
      defaultValue = "15000",
      description = "orders: how many orders are sent; default: ${DEFAULT-VALUE}.")
  private long orders;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Lines per second; default: 2500 for words, else 500.")
  private Long rate;

  @Option(
      names = "--for",
      paramLabel = "T",
      description = "watch: how long it is shown; default: until Ctrl-C.")
  private Duration limit;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "The HTML report; default: target/demo/report.html in the project.")
  private Path report;

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    if (!NAMES.contains(name)) {
      throw UserError.usage(Suggestion.unknown("demo ", name, NAMES));
    }
    if (rounds < 1 || orders < 1 || rate != null && rate < 1) {
      throw UserError.usage("demo: --rounds, --orders and --rate must be 1 or more");
    }
    if (limit != null && !name.equals(WATCH)) {
      throw UserError.usage("--for: goes with demo watch");
    }
    if (name.equals(WATCH)) {
      return watch();
    }
    Path page = report == null ? ProjectFolder.resolve("target/demo/report.html") : report;
    long start = System.nanoTime();
    try (OutputFiles files = OutputFiles.beside(null, page)) {
      DemoReport found =
          switch (name) {
            case WORDS -> words();
            case ORDERS -> orders();
            case HANDOVER -> handover();
            case RECEIVERS -> receivers();
            case DIFFERENCE -> difference();
            default -> move();
          };
      String took = DurationText.show(Duration.ofNanos(System.nanoTime() - start));
      found.print(spec.commandLine().getOut(), took);
      files.write(found.html(took), page);
      say("report: " + page.toAbsolutePath().normalize());
      return (found.isEqual() ? ExitCode.OK : ExitCode.DIFFERENT).code();
    }
  }

  private static String others() {
    return String.join(", ", NAMES.subList(1, NAMES.size()));
  }

  private DemoReport words() throws IOException, InterruptedException {
    List<Path> texts = WordCountDemo.textsIn(ProjectFolder.resolve("data/text"));
    return run(new WordCountDemo(texts, rounds, rate(WORDS_RATE)));
  }

  private DemoReport orders() throws IOException, InterruptedException, SQLException {
    return new OrdersDemo(ProjectFolder.resolve(""), orders, rate(ORDERS_RATE), this::say).run();
  }

  private DemoReport handover() throws IOException, InterruptedException, SQLException {
    return new HandoverDemo(ProjectFolder.resolve(""), rate(MOVE_RATE), this::say).run();
  }

  private DemoReport receivers() throws IOException, InterruptedException {
    return new ReceiversDemo(ProjectFolder.resolve(""), rate(MOVE_RATE), this::say).run();
  }

  private DemoReport difference() throws IOException {
    Recording recording =
        Recording.open(
            ProjectFolder.resolve(WordCountJob.JOB.recording()),
            WordCountJob.JOB.recordingInterval());
    say("starting Spark");
    try (SparkSession session =
        Sessions.open("twinstream demo", Map.of(), new RecordingSource(recording))) {
      return new DifferenceDemo(recording, this::say).run(session);
    }
  }

  private DemoReport move() throws IOException, InterruptedException {
    say("move; the others are %s: --help tells what they show".formatted(others()));
    return new MoveDemo(ProjectFolder.resolve(""), rate(MOVE_RATE), this::say).run();
  }

  private int watch() throws IOException, InterruptedException {
    if (report != null) {
      throw UserError.usage("--report: demo watch has a page of its own");
    }
    StopRequest stop = new StopRequest();
    StopSignals.onFirst(stop::request);
    new WatchDemo(ProjectFolder.resolve(""), rate(MOVE_RATE), this::say)
        .run(stop, Optional.ofNullable(limit))
        .forEach(spec.commandLine().getOut()::println);
    return ExitCode.OK.code();
  }

  private long rate(long byDefault) {
    return rate == null ? byDefault : rate;
  }

  private DemoReport run(WordCountDemo demo) throws IOException, InterruptedException {
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

  private void say(String what) {
    GlobalOptions.say(spec.commandLine(), "demo: " + what);
  }
}
