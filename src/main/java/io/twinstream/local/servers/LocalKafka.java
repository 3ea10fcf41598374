package io.twinstream.local.servers;

import io.twinstream.ends.Loopback;
import io.twinstream.ends.kafka.KafkaClientSettings;
import io.twinstream.ends.kafka.KafkaCluster;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;

/**
 * A real Kafka broker (KRaft, one node) on the loopback interface, in a process of its own with a
 * class path of its own. It ends with this process, also when that is killed.
 */
public final class LocalKafka implements AutoCloseable {
  private static final String NAME = "kafka";

  private final ServerProcess server;
  private final int port;
  private final TemporaryFolder temporary;

  private LocalKafka(ServerProcess server, int port, TemporaryFolder temporary) {
    this.server = server;
    this.port = port;
    this.temporary = temporary;
  }

  /**
   * Starts a broker and returns when it serves clients.
   *
   * @param jars the broker's class path, {@code target/kafka/jars} of a build
   * @param port 1 to 65535, or 0 for any that is free
   * @param folder keeps topics and records, also those of an earlier broker; null for a temporary
   *     one
   * @throws UserError if the port is taken, the folder cannot be written, or the broker does not
   *     start; says why
   */
  public static LocalKafka start(Path jars, int port, Path folder) {
    return start(jars, port, folder, Map.of());
  }

  /**
   * Starts a broker with settings of {@code server.properties} beside or instead of our own; {@code
   * %d} in a value is its port.
   */
  public static LocalKafka start(Path jars, int port, Path folder, Map<String, String> settings) {
    if (!Files.isDirectory(jars)) {
      throw UserError.failed(
          "%s: the broker is not there: build with mvn package, or take the archive with Spark inside"
              .formatted(jars));
    }
    int chosen = Loopback.free(port);
    try {
      TemporaryFolder temporary = folder == null ? TemporaryFolder.create() : null;
      Path home = folder == null ? temporary.path() : Files.createDirectories(folder);
      try {
        Path properties = write(home, chosen, settings);
        if (!Files.exists(home.resolve("data/meta.properties"))) {
          format(jars, home, properties);
        }
        ServerProcess server =
            ServerProcess.java(
                NAME, List.of(jars), home, "kafka.Kafka", List.of(properties.toString()));
        // The broker opens its port when it is in the cluster, which is itself, and not before.
        server.awaitReady(() -> Loopback.isListening(chosen));
        return new LocalKafka(server, chosen, temporary);
      } catch (UserError e) {
        if (temporary != null) {
          temporary.close();
        }
        throw e;
      }
    } catch (IOException e) {
      throw UserError.failed(
          "kafka: cannot be started in %s (%s): choose a folder that can be written"
              .formatted(folder == null ? "a temporary folder" : folder, FileErrors.reason(e)),
          e);
    }
  }

  /** Returns what clients connect to: {@code localhost:PORT}. */
  public String address() {
    return "localhost:" + port;
  }

  /** Returns the port. */
  public int port() {
    return port;
  }

  /** Makes a topic unless it is there, so that who reads it need not wait for who fills it. */
  public void createTopic(String topic, int partitions) {
    try (KafkaCluster cluster = KafkaCluster.connect(address(), KafkaClientSettings.NONE)) {
      cluster.create(topic, partitions);
    }
  }

  /** Waits until the broker ends or the time has passed; tells whether it has ended. */
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    return server.awaitEnd(limit);
  }

  /** Stops the broker, and deletes its folder if that was a temporary one. */
  @Override
  public void close() {
    server.close(temporary);
  }

  private static Path write(Path home, int port, Map<String, String> more) throws IOException {
    Properties properties = new Properties();
    int controllerPort = Loopback.free(0);
    properties.putAll(
        Map.of(
            "process.roles", "broker,controller",
            "node.id", "1",
            "controller.quorum.voters", "1@localhost:" + controllerPort,
            "controller.listener.names", "CONTROLLER",
            "listeners", "PLAINTEXT://localhost:%d".formatted(port),
            "log.dirs", home.resolve("data").toAbsolutePath().toString(),
            "auto.create.topics.enable", "false"));
    // One broker holds the one copy; a group of one consumer waits for nobody.
    for (String one :
        Set.of(
            "offsets.topic.replication.factor",
            "offsets.topic.num.partitions",
            "transaction.state.log.replication.factor",
            "transaction.state.log.min.isr",
            "transaction.state.log.num.partitions")) {
      properties.put(one, "1");
    }
    properties.put("group.initial.rebalance.delay.ms", "0");
    more.forEach((key, value) -> properties.put(key, value.replace("%d", Integer.toString(port))));
    properties.merge(
        "listeners",
        ",CONTROLLER://localhost:" + controllerPort,
        (ours, controller) -> ours.toString() + controller);
    Path file = home.resolve("server.properties");
    try (Writer out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
    }
    return file;
  }

  private static void format(Path jars, Path home, Path properties) throws IOException {
    byte[] id = new byte[16];
    UUID random = UUID.randomUUID();
    java.nio.ByteBuffer.wrap(id)
        .putLong(random.getMostSignificantBits())
        .putLong(random.getLeastSignificantBits());
    String cluster = Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    ServerProcess format =
        ServerProcess.java(
            NAME,
            List.of(jars),
            home,
            "kafka.tools.StorageTool",
            List.of("format", "--cluster-id=" + cluster, "--config=" + properties));
    try {
      if (format.waitFor() != 0) {
        throw UserError.failed("kafka: its folder cannot be formatted: " + format.said());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.failed("interrupted", e);
    }
  }
}
