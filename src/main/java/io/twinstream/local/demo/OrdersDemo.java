package io.twinstream.local.demo;

import io.twinstream.api.Engine;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.local.servers.LocalKafka;
import io.twinstream.local.servers.LocalPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.postgresql.Driver;

/**
 * Order revenue on both engines at once, as processes: a Kafka, a PostgreSQL, a feed, and two
 * drivers of which the classic one is killed by SIGKILL and started again. What the tables then
 * hold is compared with SQL over the lines of the topic, which shares nothing with either engine.
 */
public final class OrdersDemo {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final String TOPIC = "orders";

  /** The arithmetic of the job, in SQL of its own. */
  private static final String ANSWER =
      """
      WITH orders AS (
        SELECT DISTINCT split_part(line, ',', 1) AS id, split_part(line, ',', 4) AS category,
          (split_part(line, ',', 3)::numeric * 100)::bigint AS cents,
          split_part(line, ',', 5)::bigint / 300000 * 300000 AS five
        FROM (SELECT CASE WHEN line ~ '^[^,]+,[^,]+,[0-9]{1,12}(\\.[0-9]{1,2})?,[^,]+,[0-9]{1,15}$' THEN line END
          AS line FROM raw) AS checked WHERE line IS NOT NULL),
      counted AS (
        SELECT five AS s, five + 300000 AS e, category, cents FROM orders
        UNION ALL SELECT five - 300000, five + 300000, category, cents FROM orders
        UNION ALL SELECT five, five + 600000, category, cents FROM orders)
      SELECT s, e, category, count(*), sum(cents)::bigint FROM counted GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""";

  private static final String WRITTEN =
      "SELECT \"windowStart\", \"windowEnd\", category, orders, \"revenueCents\" FROM %s ORDER BY 1, 2, 3";

  private final Path project;
  private final long orders;
  private final long perSecond;
  private final Consumer<String> say;
  private final Map<Engine, List<Point>> points = new EnumMap<>(Engine.class);
  private final long startNanos = System.nanoTime();

  /**
   * @param project the folder that has {@code bin/}
   * @param orders how many lines are fed
   * @param perSecond at most so many
   * @param say told what happens
   */
  public OrdersDemo(Path project, long orders, long perSecond, Consumer<String> say) {
    this.project = project.toAbsolutePath();
    this.orders = orders;
    this.perSecond = perSecond;
    this.say = say;
    for (Engine engine : Engine.values()) {
      points.put(engine, new ArrayList<>());
    }
  }

  /** A row of a table; times in epoch milliseconds. */
  record Row(long windowStart, long windowEnd, String category, long orders, long revenueCents) {}

  /** How many orders an engine's table held, so many milliseconds after the start. */
  record Point(long atMillis, long orders) {}

  /**
   * What came out.
   *
   * @param lines how many lines the topic has
   * @param tables the rows, by engine
   * @param sql the rows that SQL gives
   * @param points how the tables grew, by engine
   * @param killedAtMillis when the classic driver was killed
   */
  record Result(
      long lines,
      Map<Engine, List<Row>> tables,
      List<Row> sql,
      Map<Engine, List<Point>> points,
      long killedAtMillis) {
    /** Tells whether both tables are what SQL gives. */
    public boolean isEqual() {
      return tables.values().stream().allMatch(sql::equals);
    }
  }

  /** Runs it. */
  public DemoReport run() throws IOException, InterruptedException, SQLException {
    say.accept("starting Kafka and PostgreSQL");
    try (TemporaryFolder temporary = TemporaryFolder.create();
        LocalKafka kafka = LocalKafka.start(project.resolve("target/kafka/jars"), 0, null);
        LocalPostgres postgres =
            LocalPostgres.start(project.resolve("target/postgres/programs"), 0, null);
        Connection connection = new Driver().connect(postgres.url(), new Properties());
        ProjectCommands processes = new ProjectCommands(project, temporary.path())) {
      return new OrdersDemoReport(run(kafka, postgres, connection, processes, temporary.path()));
    }
  }

  private Result run(
      LocalKafka kafka,
      LocalPostgres postgres,
      Connection connection,
      ProjectCommands processes,
      Path folder)
      throws IOException, InterruptedException, SQLException {
    String topic = "kafka:%s/%s".formatted(kafka.address(), TOPIC);
    kafka.createTopic(TOPIC, 2);
    Process feed =
        processes.start(
            "feed",
            List.of("feed", "--generate", "orders", "--to", topic),
            List.of("--count", Long.toString(orders), "--rate", Long.toString(perSecond)));
    List<String> dstream = driver(Engine.DSTREAM, topic, postgres);
    List<String> classicOnly =
        List.of("--offsets", "table", "--conf", "spark.streaming.backpressure.enabled=false");
    List<String> portOnly = List.of("--checkpoint", folder.resolve("checkpoint").toString());
    say.accept("starting both engines on the same topic");
    Process port =
        processes.start("structured", driver(Engine.STRUCTURED, topic, postgres), portOnly);
    Process classic = processes.start("dstream", dstream, classicOnly);
    while (counted(connection, Engine.DSTREAM) == 0) {
      checkAlive(processes, classic, port);
      observe(connection);
    }
    classic.destroyForcibly().waitFor();
    long killedAt = millis();
    say.accept(
        "killed the driver of dstream by SIGKILL, with %,d orders in its table; starting it again"
            .formatted(counted(connection, Engine.DSTREAM)));
    classic = processes.start("dstream", dstream, classicOnly);
    while (feed.isAlive()) {
      checkAlive(processes, classic, port);
      observe(connection);
    }
    long lines = load(kafka, connection);
    say.accept("%,d lines are fed; SQL adds them up".formatted(lines));
    List<Row> sql = rows(connection, ANSWER);
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < deadline
        && !(table(connection, Engine.DSTREAM).equals(sql)
            && table(connection, Engine.STRUCTURED).equals(sql))) {
      checkAlive(processes, classic, port);
      observe(connection);
    }
    say.accept("stopping both engines");
    classic.destroy();
    port.destroy();
    classic.waitFor();
    port.waitFor();
    observe(connection);
    Map<Engine, List<Row>> tables = new EnumMap<>(Engine.class);
    for (Engine engine : Engine.values()) {
      tables.put(engine, table(connection, engine));
    }
    return new Result(lines, tables, sql, points, killedAt);
  }

  private static void checkAlive(ProjectCommands processes, Process classic, Process port)
      throws IOException {
    processes.checkAlive(classic, Engine.DSTREAM.label());
    processes.checkAlive(port, Engine.STRUCTURED.label());
  }

  private static List<String> driver(Engine engine, String topic, LocalPostgres postgres) {
    return List.of(
        "run",
        "order-revenue",
        "--engine",
        engine.label(),
        "--master",
        "local[2]",
        "--source",
        topic,
        "--sink",
        "%s#%s".formatted(postgres.url(), engine.label()));
  }

  private void observe(Connection connection) throws SQLException, InterruptedException {
    Thread.sleep(POLL.toMillis());
    for (Engine engine : Engine.values()) {
      points.get(engine).add(new Point(millis(), counted(connection, engine)));
    }
    if (points.get(Engine.DSTREAM).size() % 8 == 0) {
      say.accept(
          "orders in the tables: dstream %,d, structured %,d"
              .formatted(
                  counted(connection, Engine.DSTREAM), counted(connection, Engine.STRUCTURED)));
    }
  }

  private long millis() {
    return Duration.ofNanos(System.nanoTime() - startNanos).toMillis();
  }

  /** Each order is in one window of five minutes. */
  private static long counted(Connection connection, Engine engine) throws SQLException {
    if (!isThere(connection, engine)) {
      return 0;
    }
    try (Statement statement = connection.createStatement();
        ResultSet sum =
            statement.executeQuery(
                "SELECT coalesce(sum(orders), 0) FROM %s WHERE \"windowEnd\" - \"windowStart\" = 300000"
                    .formatted(engine.label()))) {
      sum.next();
      return sum.getLong(1);
    }
  }

  private static boolean isThere(Connection connection, Engine engine) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet table =
            statement.executeQuery("SELECT to_regclass('%s')".formatted(engine.label()))) {
      table.next();
      return table.getString(1) != null;
    }
  }

  private static List<Row> table(Connection connection, Engine engine) throws SQLException {
    return isThere(connection, engine)
        ? rows(connection, WRITTEN.formatted(engine.label()))
        : List.of();
  }

  private static List<Row> rows(Connection connection, String query) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet each = statement.executeQuery(query)) {
      while (each.next()) {
        rows.add(
            new Row(
                each.getLong(1),
                each.getLong(2),
                each.getString(3),
                each.getLong(4),
                each.getLong(5)));
      }
    }
    return rows;
  }

  /** Copies the lines of the topic into a table; returns how many there are. */
  private static long load(LocalKafka kafka, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        PreparedStatement insert = prepared(statement)) {
      long lines =
          TopicLines.<SQLException>read(
              kafka,
              TOPIC,
              line -> {
                insert.setString(1, line);
                insert.addBatch();
              });
      insert.executeBatch();
      return lines;
    }
  }

  private static PreparedStatement prepared(Statement statement) throws SQLException {
    statement.execute("CREATE TABLE raw (line text)");
    return statement.getConnection().prepareStatement("INSERT INTO raw VALUES (?)");
  }
}
