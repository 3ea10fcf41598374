package io.twinstream.local.demo;

import io.twinstream.engine.TemporaryFolder;
import io.twinstream.error.UserError;
import io.twinstream.local.servers.LocalKafka;
import io.twinstream.local.servers.LocalPostgres;
import io.twinstream.savepoint.PartitionOffset;
import io.twinstream.savepoint.Savepoint;
import io.twinstream.savepoint.Savepoints;
import io.twinstream.savepoint.SourcePosition;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.postgresql.Driver;

/**
 * A program that is not ours, {@link GroupTotals}, reads a consumer group into PostgreSQL and is
 * killed by SIGKILL; a port goes on from where the group stands, and commits to it, so that Kafka's
 * own tool shows its lag as before. The totals of both are compared with a count of the topic in
 * plain Java.
 */
public final class HandoverDemo {
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String TOPIC = "words";
  private static final String GROUP = "totals";
  private static final String OLD = "the old program";
  private static final String PORT = "port";
  private static final long ENOUGH = 2_000;
  private static final String GROUP_TOOL =
      "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand";

  /** What follows are members, of which a query has none. */
  private static final Pattern COLUMNS_TO_LAG = Pattern.compile("^((?:\\S+\\s+){5}\\S+).*$");

  private static final String TOTALS =
      """
      SELECT word, sum(n) FROM (
        SELECT regexp_split_to_table(line, ' ') AS word, 1 AS n FROM entries
        UNION ALL SELECT word, count FROM port) AS totals GROUP BY word""";

  private final Path project;
  private final long perSecond;
  private final Consumer<String> say;

  /**
   * @param project the folder that has {@code bin/}
   * @param perSecond how many lines are fed a second
   * @param say told what happens
   */
  public HandoverDemo(Path project, long perSecond, Consumer<String> say) {
    this.project = project.toAbsolutePath();
    this.perSecond = perSecond;
    this.say = say;
  }

  /**
   * What came out.
   *
   * @param lines how many lines the topic has
   * @param old how many of them the old program has
   * @param twice how many lines that it had written lay behind where its group stood
   * @param lags what Kafka's tool showed of the group: while the port went on, and at the end
   * @param totals word to total, of both programs
   * @param counted word to how often it stands in the topic
   */
  record Result(
      long lines,
      long old,
      long twice,
      List<List<String>> lags,
      Map<String, Long> totals,
      Map<String, Long> counted) {
    /** Tells whether every total is what was counted. */
    public boolean isEqual() {
      return totals.equals(counted);
    }
  }

  /** Runs it. */
  public DemoReport run() throws IOException, InterruptedException, SQLException {
    say.accept("starting Kafka and PostgreSQL");
    try (TemporaryFolder temporary = TemporaryFolder.create();
        LocalKafka kafka = LocalKafka.start(jars(), 0, null);
        LocalPostgres postgres =
            LocalPostgres.start(project.resolve("target/postgres/programs"), 0, null);
        Connection connection = new Driver().connect(postgres.url(), new Properties());
        ProjectCommands commands = new ProjectCommands(project, temporary.path())) {
      return new HandoverDemoReport(
          run(kafka, postgres.url(), connection, commands, temporary.path()));
    }
  }

  private Path jars() {
    return project.resolve("target/kafka/jars");
  }

  private Result run(
      LocalKafka kafka, String url, Connection database, ProjectCommands commands, Path folder)
      throws IOException, InterruptedException, SQLException {
    String topic = "kafka:%s/%s".formatted(kafka.address(), TOPIC);
    kafka.createTopic(TOPIC, 2);
    execute(
        database,
        "CREATE TABLE entries (part INT, off BIGINT, line TEXT, PRIMARY KEY (part, off))");
    say.accept("feeding %,d lines a second, until the end".formatted(perSecond));
    Process feed = commands.feedWords(topic, perSecond);
    Process old =
        commands.startJava(
            OLD,
            List.of(GroupTotals.class.getName(), kafka.address(), TOPIC, GROUP, url),
            System.getProperty("java.class.path"));
    say.accept("%s reads the group '%s' into a table".formatted(OLD, GROUP));
    await(commands, Map.of(OLD, old, "feed", feed), () -> count(database, "entries") >= ENOUGH);
    old.destroyForcibly().waitFor();
    long had = count(database, "entries");
    say.accept(
        "killed it by SIGKILL, with %,d lines in its table; savepoint of its group:"
            .formatted(had));
    Path savepoint = folder.resolve("savepoint");
    commands
        .run(
            "savepoint",
            List.of(
                "savepoint",
                "--group",
                GROUP,
                "--kafka",
                kafka.address(),
                "--out",
                savepoint.toString()))
        .forEach(line -> say.accept("  " + line));
    long twice = removeUncertain(database, savepoint);
    say.accept(
        "%,d lines in the table lay behind the group: removed, as the port reads them"
            .formatted(twice));
    Process port = commands.start(PORT, port(topic, url, folder), List.of());
    await(commands, Map.of(PORT, port, "feed", feed), () -> hasRows(database));
    List<List<String>> lags = new ArrayList<>();
    lags.add(lag(commands, kafka, "lag-1"));
    lags.get(0).forEach(line -> say.accept("  " + line));
    feed.destroy();
    feed.waitFor();
    Map<String, Long> counted = new TreeMap<>();
    long lines = TopicLines.countWords(kafka, TOPIC, counted);
    say.accept(
        "the feed has ended, with %,d lines; the port goes on until none is left".formatted(lines));
    // What is missing at the limit shows in the result.
    holds(commands, Map.of(PORT, port), () -> totals(database).equals(counted));
    port.destroy();
    port.waitFor();
    lags.add(lag(commands, kafka, "lag-2"));
    lags.get(1).forEach(line -> say.accept("  " + line));
    return new Result(lines, had - twice, twice, lags, totals(database), counted);
  }

  private static List<String> port(String topic, String url, Path folder) {
    return List.of(
        "run",
        "word-count",
        "--engine",
        "structured",
        "--master",
        "local[2]",
        "--source",
        topic,
        "--sink",
        url + "#" + PORT,
        "--checkpoint",
        folder.resolve("checkpoint").toString(),
        "--from-savepoint",
        folder.resolve("savepoint").toString(),
        "--commit-to-group",
        GROUP);
  }

  /** Removes what was written before the group was told, which the port writes again. */
  private static long removeUncertain(Connection database, Path savepoint) throws SQLException {
    Savepoint made = Savepoints.read(savepoint.toString(), new Configuration());
    long removed = 0;
    try (PreparedStatement remove =
        database.prepareStatement("DELETE FROM entries WHERE part = ? AND off >= ?")) {
      for (SourcePosition source : made.sources()) {
        for (PartitionOffset each : source.offsets()) {
          remove.setInt(1, each.partition().partition());
          remove.setLong(2, each.offset());
          removed += remove.executeUpdate();
        }
      }
    }
    return removed;
  }

  /** What Kafka's own tool says of the group. */
  private List<String> lag(ProjectCommands commands, LocalKafka kafka, String name)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(GROUP_TOOL, "--bootstrap-server", kafka.address(), "--describe", "--group", GROUP);
    Process tool = commands.startJava(name, command, jars() + File.separator + "*");
    return commands.finished(tool, name).stream()
        .filter(line -> line.contains(TOPIC) || line.startsWith("GROUP"))
        .map(line -> COLUMNS_TO_LAG.matcher(line).replaceFirst("$1"))
        .toList();
  }

  /** A condition that asks the database. */
  private interface Condition {
    boolean holds() throws SQLException;
  }

  private static void await(
      ProjectCommands commands, Map<String, Process> running, Condition condition)
      throws IOException, InterruptedException, SQLException {
    if (!holds(commands, running, condition)) {
      throw UserError.failed(
          "%s: nothing came for %d s".formatted(running.keySet(), LIMIT.toSeconds()));
    }
  }

  /** Waits while they run; tells whether it holds within the limit. */
  private static boolean holds(
      ProjectCommands commands, Map<String, Process> running, Condition condition)
      throws IOException, InterruptedException, SQLException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.holds()) {
      for (Map.Entry<String, Process> each : running.entrySet()) {
        commands.checkAlive(each.getValue(), each.getKey());
      }
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(POLL.toMillis());
    }
    return true;
  }

  private static boolean hasRows(Connection database) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet table = statement.executeQuery("SELECT to_regclass('port')")) {
      table.next();
      return table.getString(1) != null && count(database, PORT) > 0;
    }
  }

  private static long count(Connection database, String table) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet count = statement.executeQuery("SELECT count(*) FROM " + table)) {
      count.next();
      return count.getLong(1);
    }
  }

  private static Map<String, Long> totals(Connection database) throws SQLException {
    Map<String, Long> totals = new TreeMap<>();
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery(TOTALS)) {
      while (rows.next()) {
        totals.put(rows.getString(1), rows.getLong(2));
      }
    }
    return totals;
  }

  private static void execute(Connection database, String sql) throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute(sql);
    }
  }
}
