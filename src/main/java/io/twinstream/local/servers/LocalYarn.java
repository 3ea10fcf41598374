package io.twinstream.local.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.ends.Loopback;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * A real YARN on the loopback interface, with an HDFS: a resource manager and node managers,
 * Hadoop's own, each in a process with a class path of its own. They end with this process, also
 * when that is killed.
 */
public final class LocalYarn implements AutoCloseable {
  private static final String RESOURCE_MANAGER =
      "org.apache.hadoop.yarn.server.resourcemanager.ResourceManager";
  private static final String NODE_MANAGER =
      "org.apache.hadoop.yarn.server.nodemanager.NodeManager";
  private static final String HOST = "localhost:";

  private final Path conf;
  private final TemporaryFolder temporary;
  private final List<ServerProcess> servers = new ArrayList<>();
  private LocalHdfs hdfs;

  private LocalYarn(Path conf, TemporaryFolder temporary) {
    this.conf = conf;
    this.temporary = temporary;
  }

  /**
   * What its machines have.
   *
   * @param count how many node managers, 1 or more
   * @param cores of each, 1 or more
   * @param megabytes of each, 512 or more
   */
  public record Nodes(int count, int cores, int megabytes) {}

  /**
   * Starts it, and returns when all nodes are registered.
   *
   * @param jars its class path, {@code target/hadoop/jars} of a build
   * @param port of the resource manager, 1 to 65535, or 0 for any that is free
   * @param hdfsPort of the name node, the same
   * @param folder keeps HDFS's files and the logs of containers; null for a temporary one
   * @throws UserError if a port is taken, the folder cannot be written, or it does not start
   */
  public static LocalYarn start(Path jars, int port, int hdfsPort, Path folder, Nodes nodes) {
    int chosen = Loopback.free(port);
    try {
      TemporaryFolder temporary = folder == null ? TemporaryFolder.create() : null;
      Path home =
          (folder == null ? temporary.path() : Files.createDirectories(folder)).toAbsolutePath();
      LocalYarn yarn = new LocalYarn(home.resolve("conf"), temporary);
      try {
        Path files = Files.createDirectories(home.resolve("hdfs"));
        yarn.hdfs = LocalHdfs.start(jars, hdfsPort, files, 1);
        yarn.begin(jars, home, chosen, nodes);
        return yarn;
      } catch (UserError | IOException e) {
        yarn.close();
        throw e;
      }
    } catch (IOException e) {
      throw UserError.failed(
          "yarn: cannot be started in %s (%s): choose a folder that can be written"
              .formatted(folder == null ? "a temporary folder" : folder, FileErrors.reason(e)),
          e);
    }
  }

  private void begin(Path jars, Path home, int port, Nodes nodes) throws IOException {
    Configuration core = new Configuration(false);
    core.set("fs.defaultFS", hdfs.address());
    core.set("hadoop.tmp.dir", home.resolve("tmp").toString());
    write(core, conf, "core-site.xml");
    Configuration yarn = settings(port);
    write(yarn, conf, "yarn-site.xml");
    ServerProcess manager =
        ServerProcess.java(
            "resourcemanager", List.of(conf, jars), home, RESOURCE_MANAGER, List.of());
    servers.add(manager);
    manager.awaitReady(() -> activeNodes(yarn) >= 0);
    for (int n = 1; n <= nodes.count(); n++) {
      Path node = home.resolve("node-" + n);
      Configuration own = new Configuration(yarn);
      own.setInt("yarn.nodemanager.resource.cpu-vcores", nodes.cores());
      own.setInt("yarn.nodemanager.resource.memory-mb", nodes.megabytes());
      own.set("yarn.nodemanager.local-dirs", node.resolve("containers").toString());
      own.set("yarn.nodemanager.log-dirs", node.resolve("logs").toString());
      Path ownConf = node.resolve("conf");
      write(core, ownConf, "core-site.xml");
      write(own, ownConf, "yarn-site.xml");
      servers.add(
          ServerProcess.java("nodemanager", List.of(ownConf, jars), node, NODE_MANAGER, List.of()));
    }
    servers.get(servers.size() - 1).awaitReady(() -> activeNodes(yarn) == nodes.count());
  }

  private static Configuration settings(int port) {
    Configuration yarn = new Configuration(false);
    yarn.set("yarn.resourcemanager.hostname", "localhost");
    yarn.set("yarn.resourcemanager.address", HOST + port);
    for (String of : List.of("scheduler", "resource-tracker", "admin", "webapp")) {
      yarn.set("yarn.resourcemanager.%s.address".formatted(of), HOST + Loopback.free(0));
    }
    yarn.set("yarn.scheduler.capacity.root.queues", "default");
    yarn.set("yarn.scheduler.capacity.root.default.capacity", "100");
    yarn.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1");
    yarn.set("yarn.scheduler.minimum-allocation-mb", "256");
    yarn.set("yarn.nodemanager.hostname", "localhost");
    for (String of : List.of("", "localizer.", "webapp.", "collector-service.")) {
      yarn.set("yarn.nodemanager.%saddress".formatted(of), HOST + 0);
    }
    // A laptop's disk is fuller than a server's, and its JVMs map more than they use.
    yarn.set(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "100");
    yarn.set("yarn.nodemanager.vmem-check-enabled", "false");
    // Logs stay to be read.
    yarn.set("yarn.nodemanager.delete.debug-delay-sec", "86400");
    return yarn;
  }

  private static void write(Configuration settings, Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    try (OutputStream out = Files.newOutputStream(folder.resolve(name))) {
      settings.writeXml(out);
    }
  }

  /** Returns how many nodes are registered; -1 while the resource manager does not answer. */
  private static int activeNodes(Configuration yarn) {
    String address = yarn.get("yarn.resourcemanager.webapp.address");
    try {
      URLConnection asked =
          URI.create("http://" + address + "/ws/v1/cluster/metrics").toURL().openConnection();
      asked.setRequestProperty("Accept", "application/json");
      JsonNode all = new ObjectMapper().readTree(asked.getInputStream());
      JsonNode active = all.findValue("activeNodes");
      return active == null ? -1 : active.asInt(-1);
    } catch (IOException notYet) {
      return -1;
    }
  }

  /** Returns the folder for {@code HADOOP_CONF_DIR}. */
  public Path conf() {
    return conf;
  }

  /** Returns where files are: {@code hdfs://localhost:PORT}. */
  public String files() {
    return hdfs.address();
  }

  /** Waits until a server ends or the time has passed; tells whether one has ended. */
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    for (ServerProcess server : servers) {
      if (server.awaitEnd(Duration.ZERO)) {
        return true;
      }
    }
    return hdfs.awaitEnd(limit);
  }

  /** Stops it and all containers, and deletes its folder if that was a temporary one. */
  @Override
  public void close() {
    // Nodes first: they end their containers.
    for (int n = servers.size() - 1; n >= 0; n--) {
      servers.get(n).close(null);
    }
    if (hdfs != null) {
      hdfs.close();
    }
    try {
      if (temporary != null) {
        temporary.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
