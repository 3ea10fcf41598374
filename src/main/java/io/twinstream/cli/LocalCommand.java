package io.twinstream.cli;

import io.twinstream.engine.StopRequest;
import io.twinstream.error.ExitCode;
import io.twinstream.error.UserError;
import io.twinstream.internals.StopSignals;
import io.twinstream.local.servers.FolderLock;
import io.twinstream.local.servers.LocalHdfs;
import io.twinstream.local.servers.LocalKafka;
import io.twinstream.local.servers.LocalPostgres;
import io.twinstream.local.servers.LocalRedis;
import io.twinstream.local.servers.LocalSearch;
import io.twinstream.local.servers.LocalYarn;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code local}: what a job needs around it, on this machine; by itself it only says what is wrong.
 */
@Command(
    description = {
      "Starts a Kafka broker, a PostgreSQL, a Redis, an OpenSearch, an HDFS, a YARN or a Spark cluster on this machine",
      "and prints its address.",
      "Runs in the foreground; Ctrl-C stops it and leaves nothing behind."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "WHAT",
    commandListHeading = "%nWhat:%n")
final class LocalCommand implements Callable<Integer>, Named {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final String PORT = "The port; 0 picks a free one; default: ${DEFAULT-VALUE}.";
  private static final String FOLDER =
      "Keep the data in this directory, and reuse what is there; default: keep nothing.";

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..*", hidden = true)
  private String[] words = {};

  private LocalCommand() {}

  static CommandLine commandLine() {
    CommandLine local = new CommandLine(new LocalCommand());
    local.addSubcommand("cluster", new ClusterCommand());
    return local;
  }

  @Override
  public Integer call() {
    throw wrongName()
        .orElseGet(
            () ->
                UserError.usage("%s: what? known are %s".formatted(spec.qualifiedName(), known())));
  }

  @Override
  public Optional<UserError> wrongName() {
    return Stream.of(words)
        .limit(1)
        .map(
            word ->
                UserError.usage(
                    "%s: %s"
                        .formatted(
                            spec.qualifiedName(),
                            Suggestion.unknown("", word, spec.subcommands().keySet()))))
        .findFirst();
  }

  private String known() {
    return String.join(", ", spec.subcommands().keySet());
  }

  @Command(
      name = "kafka",
      description = "Starts one Kafka broker; prints HOST:PORT.",
      mixinStandardHelpOptions = true)
  int kafka(
      @Option(names = "--port", paramLabel = "PORT", defaultValue = "9092", description = PORT)
          int port,
      @Option(names = "--dir", paramLabel = "DIR", description = FOLDER) Path folder,
      @Option(
              names = "--topic",
              paramLabel = "NAME[:PARTITIONS]",
              converter = NewTopicName.Converter.class,
              description = "Make this topic unless it is there, of 1 partition; repeatable.")
          List<NewTopicName> topics,
      @Option(
              names = "--create-topics",
              description = "Make a topic when it is first used, of 1 partition.")
          boolean createsTopics)
      throws InterruptedException {
    StopRequest stop = stopBySignal();
    check(port);
    FolderLock lock = FolderLock.take("kafka", folder);
    Map<String, String> settings =
        createsTopics ? Map.of("auto.create.topics.enable", "true") : Map.of();
    try (lock;
        LocalKafka kafka =
            LocalKafka.start(ProjectFolder.resolve("target/kafka/jars"), port, folder, settings)) {
      if (topics != null) {
        topics.forEach(topic -> kafka.createTopic(topic.name(), topic.partitions()));
      }
      ready("kafka", kafka.address());
      serve(kafka::awaitEnd, "kafka: the broker has ended by itself", stop);
    }
    return ExitCode.OK.code();
  }

  @Command(
      name = "postgres",
      description = "Starts one PostgreSQL; prints its JDBC URL.",
      mixinStandardHelpOptions = true)
  int postgres(
      @Option(names = "--port", paramLabel = "PORT", defaultValue = "5432", description = PORT)
          int port,
      @Option(names = "--dir", paramLabel = "DIR", description = FOLDER) Path folder)
      throws InterruptedException {
    StopRequest stop = stopBySignal();
    check(port);
    FolderLock lock = FolderLock.take("postgres", folder);
    try (lock;
        LocalPostgres postgres =
            LocalPostgres.start(ProjectFolder.resolve("target/postgres/programs"), port, folder)) {
      ready("postgres", postgres.url());
      while (!stop.await(POLL)) {
        if (!postgres.isAlive() && !stop.await(POLL)) {
          throw UserError.failed("postgres: the server has ended by itself");
        }
      }
    }
    return ExitCode.OK.code();
  }

  @Command(
      name = "redis",
      description = {
        "Starts one Redis, Debian's redis-server for example, which must be on the path; prints its URL.",
        "It writes what it is told to its log before it answers (appendfsync always)."
      },
      mixinStandardHelpOptions = true)
  int redis(
      @Option(names = "--port", paramLabel = "PORT", defaultValue = "6379", description = PORT)
          int port,
      @Option(names = "--dir", paramLabel = "DIR", description = FOLDER) Path folder)
      throws InterruptedException {
    StopRequest stop = stopBySignal();
    check(port);
    FolderLock lock = FolderLock.take("redis", folder);
    try (lock;
        LocalRedis redis = LocalRedis.start(port, folder)) {
      ready("redis", redis.url());
      serve(redis::awaitEnd, "redis: the server has ended by itself", stop);
    }
    return ExitCode.OK.code();
  }

  @Command(
      name = "search",
      description = {
        "Starts one node of OpenSearch; prints its URL.",
        "It asks for no password: every user of this machine reaches it."
      },
      mixinStandardHelpOptions = true)
  int search(
      @Option(names = "--port", paramLabel = "PORT", defaultValue = "9200", description = PORT)
          int port,
      @Option(names = "--dir", paramLabel = "DIR", description = FOLDER) Path folder)
      throws InterruptedException {
    StopRequest stop = stopBySignal();
    check(port);
    FolderLock lock = FolderLock.take("search", folder);
    try (lock;
        LocalSearch search =
            LocalSearch.start(ProjectFolder.resolve(LocalSearch.JARS), port, folder)) {
      ready("search", search.url());
      serve(search::awaitEnd, "search: the server has ended by itself", stop);
    }
    return ExitCode.OK.code();
  }

  @Command(
      name = "hdfs",
      description = "Starts an HDFS, of one process; prints hdfs://HOST:PORT.",
      mixinStandardHelpOptions = true)
  int hdfs(
      @Option(names = "--port", paramLabel = "PORT", defaultValue = "9000", description = PORT)
          int port,
      @Option(names = "--dir", paramLabel = "DIR", description = FOLDER) Path folder,
      @Option(
              names = "--datanodes",
              paramLabel = "N",
              defaultValue = "1",
              description = "How many data nodes; default: ${DEFAULT-VALUE}.")
          int dataNodes)
      throws InterruptedException {
    StopRequest stop = stopBySignal();
    check(port);
    if (dataNodes < 1) {
      throw UserError.usage("--datanodes %d: write 1 or more".formatted(dataNodes));
    }
    FolderLock lock = FolderLock.take("hdfs", folder);
    try (lock;
        LocalHdfs hdfs =
            LocalHdfs.start(ProjectFolder.resolve("target/hadoop/jars"), port, folder, dataNodes)) {
      ready("hdfs", hdfs.address());
      serve(hdfs::awaitEnd, "hdfs: it has ended by itself", stop);
    }
    return ExitCode.OK.code();
  }

  @Command(
      name = "yarn",
      description = {
        "Starts a YARN with an HDFS; prints the folder for HADOOP_CONF_DIR.",
        "Then: HADOOP_CONF_DIR=FOLDER bin/submit JOB ENGINE --master yarn --deploy-mode cluster ..."
      },
      mixinStandardHelpOptions = true)
  int yarn(
      @Option(names = "--port", paramLabel = "PORT", defaultValue = "8032", description = PORT)
          int port,
      @Option(
              names = "--hdfs-port",
              paramLabel = "PORT",
              defaultValue = "9000",
              description = "The same, of the HDFS.")
          int hdfsPort,
      @Option(names = "--dir", paramLabel = "DIR", description = FOLDER) Path folder,
      @Option(
              names = "--nodes",
              paramLabel = "N",
              defaultValue = "2",
              description = "How many node managers; default: ${DEFAULT-VALUE}.")
          int nodes,
      @Option(
              names = "--cores",
              paramLabel = "N",
              defaultValue = "4",
              description = "Cores of each; default: ${DEFAULT-VALUE}.")
          int cores,
      @Option(
              names = "--memory",
              paramLabel = "MB",
              defaultValue = "4096",
              description = "Memory of each, in MiB; default: ${DEFAULT-VALUE}.")
          int memory)
      throws InterruptedException {
    StopRequest stop = stopBySignal();
    check(port);
    check("--hdfs-port", hdfsPort, 0, 65_535);
    check("--nodes", nodes, 1, 100);
    check("--cores", cores, 1, 1024);
    check("--memory", memory, 512, 1 << 20);
    FolderLock lock = FolderLock.take("yarn", folder);
    try (lock;
        LocalYarn yarn =
            LocalYarn.start(
                ProjectFolder.resolve("target/hadoop/jars"),
                port,
                hdfsPort,
                folder,
                new LocalYarn.Nodes(nodes, cores, memory))) {
      ready("yarn", yarn.conf().toString());
      GlobalOptions.say(spec.commandLine(), "local yarn: files are in %s/".formatted(yarn.files()));
      serve(yarn::awaitEnd, "yarn: a server has ended by itself", stop);
    }
    return ExitCode.OK.code();
  }

  /** Waits until the stop is asked for. */
  private static void serve(Ending ending, String hasEnded, StopRequest stop)
      throws InterruptedException {
    while (!stop.isRequested()) {
      // Ctrl-C reaches the servers too, which then end by themselves.
      if (ending.await(POLL) && !stop.await(POLL)) {
        throw UserError.failed(hasEnded);
      }
    }
  }

  /** Waits for the end of a server, or so long; tells whether it has ended. */
  private interface Ending {
    boolean await(Duration limit) throws InterruptedException;
  }

  private static StopRequest stopBySignal() {
    StopRequest stop = new StopRequest();
    StopSignals.onFirst(stop::request);
    return stop;
  }

  private static void check(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw UserError.usage("%s %d: write %d to %d".formatted(option, value, least, most));
    }
  }

  private static void check(int port) {
    if (port < 0 || port > 65_535) {
      throw UserError.usage("--port %d: write 1 to 65535, or 0 for any".formatted(port));
    }
  }

  private void ready(String server, String address) {
    CommandLine commandLine = spec.commandLine();
    PrintWriter out = commandLine.getOut();
    out.println(address);
    out.flush();
    GlobalOptions.say(commandLine, "local %s: ready; Ctrl-C stops it".formatted(server));
  }
}
