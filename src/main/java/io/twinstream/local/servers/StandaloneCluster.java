package io.twinstream.local.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.ends.Loopback;
import io.twinstream.engine.StopRequest;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.error.UserError;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * Spark's standalone cluster on the loopback interface: a master and workers, each a process, whose
 * executors are processes too. Nothing is left of it when it is closed but its logs.
 */
public final class StandaloneCluster implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);

  /** Ctrl-C reaches the children too, and may end them before this process has noticed it. */
  private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(1);

  private static final Set<String> LOGS = Set.of("stdout", "stderr");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path sparkHome;
  private final int port;
  private final int webPort;
  private final Size size;
  private final Path logs;
  private final TemporaryFolder temporary;
  private final ChildProcesses processes = new ChildProcesses();
  private ChildProcess master;
  private final List<ChildProcess> workers = new ArrayList<>();

  /**
   * How large a cluster is.
   *
   * @param workers how many, at least 1
   * @param cores of each worker, at least 1
   * @param memory of each worker for its executors, as Spark writes it: {@code 2g}, {@code 900m}
   */
  public record Size(int workers, int cores, String memory) {}

  private StandaloneCluster(Path sparkHome, int port, Size size, Path logs) throws IOException {
    this.sparkHome = sparkHome;
    this.port = port;
    this.webPort = Loopback.free(0);
    this.size = size;
    this.logs = logs;
    this.temporary = TemporaryFolder.create();
  }

  /**
   * Starts a cluster; its processes run, and may not be ready yet.
   *
   * @param sparkHome a folder with {@code jars}, of the Spark that this program runs with
   * @param port of the master, 1 to 65535
   * @param logs takes {@code master.log}, {@code worker-N.log} and, in {@code worker-N}, what the
   *     executors print; made if it is missing
   * @throws UserError if the logs cannot be written
   */
  public static StandaloneCluster start(Path sparkHome, int port, Size size, Path logs) {
    try {
      Files.createDirectories(logs);
      StandaloneCluster cluster = new StandaloneCluster(sparkHome, port, size, logs);
      try {
        cluster.startProcesses();
        return cluster;
      } catch (RuntimeException e) {
        cluster.close();
        throw e;
      }
    } catch (IOException e) {
      throw UserError.failed("%s: cannot be written: %s".formatted(logs, e.getMessage()), e);
    }
  }

  private void startProcesses() {
    master =
        start(
            "master",
            List.of(
                "org.apache.spark.deploy.master.Master",
                "--host",
                HOST,
                "--port",
                Integer.toString(port),
                "--webui-port",
                Integer.toString(webPort)));
    for (int i = 1; i <= size.workers; i++) {
      String name = "worker-" + i;
      workers.add(
          start(
              name,
              List.of(
                  "org.apache.spark.deploy.worker.Worker",
                  "--host",
                  HOST,
                  "--webui-port",
                  "0",
                  "--cores",
                  Integer.toString(size.cores),
                  "--memory",
                  size.memory,
                  "--work-dir",
                  logs.resolve(name).toAbsolutePath().toString(),
                  masterUrl())));
    }
  }

  private ChildProcess start(String name, List<String> mainAndArguments) {
    List<String> options = new ArrayList<>();
    options.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptions().split(" ")));
    options.add("-Xmx512m");
    options.add("-Dspark.port.maxRetries=0"); // another port would be no answer
    Map<String, String> environment = new HashMap<>();
    environment.put("JDK_JAVA_OPTIONS", inTemporaryFolder()); // reaches the executors too
    environment.put("SPARK_HOME", sparkHome.toString());
    environment.put("SPARK_SCALA_VERSION", scalaVersion()); // executors are not started without
    environment.put("SPARK_LOCAL_IP", HOST);
    environment.put("SPARK_LOCAL_DIRS", temporary.path().toString());
    String jars = sparkHome.resolve("jars") + File.separator + "*";
    return processes.startJava(
        name, jars, options, mainAndArguments, environment, logs.resolve(name + ".log"));
  }

  /** An executor that is killed leaves the native libraries there that it has unpacked. */
  private String inTemporaryFolder() {
    String before = System.getenv().getOrDefault("JDK_JAVA_OPTIONS", "");
    return (before + " -Djava.io.tmpdir=" + temporary.path()).strip();
  }

  /** Returns the binary version, such as {@code 2.12}. */
  private static String scalaVersion() {
    String version = scala.util.Properties.versionNumberString();
    return version.substring(0, version.lastIndexOf('.'));
  }

  /** Returns the master's address, for {@code --master}. */
  public String masterUrl() {
    return "spark://" + HOST + ":" + port;
  }

  /** Returns the address of the master's web page. */
  public String webUrl() {
    return "http://" + HOST + ":" + webPort;
  }

  /**
   * Waits until every worker is registered; returns false if it was asked to stop before.
   *
   * @throws UserError if a process ends, or it takes more than a minute
   */
  public boolean awaitReady(StopRequest stop) throws InterruptedException {
    return processes.await(
        "the cluster is not ready",
        START_LIMIT,
        stop::isRequested,
        () -> aliveWorkers() == size.workers);
  }

  /**
   * Returns when it was asked to stop.
   *
   * @param say is told of each worker that dies
   * @throws UserError if the master dies, or the last worker
   */
  public void awaitStop(StopRequest stop, Consumer<String> say) throws InterruptedException {
    List<ChildProcess> alive = new ArrayList<>(workers);
    while (!stop.isRequested()) {
      processes.look();
      if (!master.isAlive() && !isStoppedSoon(stop)) {
        throw UserError.failed("the cluster is lost: " + master.obituary());
      }
      for (ChildProcess worker : workers) {
        if (!worker.isAlive() && alive.contains(worker) && !isStoppedSoon(stop)) {
          alive.remove(worker);
          if (alive.isEmpty()) {
            throw UserError.failed("the cluster has no worker left: " + worker.obituary());
          }
          say.accept("%s; workers left: %d".formatted(worker.obituary(), alive.size()));
        }
      }
    }
  }

  private boolean isStoppedSoon(StopRequest stop) throws InterruptedException {
    long end = System.nanoTime() + SIGNAL_LIMIT.toNanos();
    while (!stop.isRequested() && System.nanoTime() < end) {
      processes.look();
    }
    return stop.isRequested();
  }

  /** Returns how many workers the master counts on; 0 while it does not answer. */
  private int aliveWorkers() {
    try {
      URLConnection page = URI.create(webUrl() + "/json/").toURL().openConnection();
      page.setConnectTimeout((int) ANSWER_LIMIT.toMillis());
      page.setReadTimeout((int) ANSWER_LIMIT.toMillis());
      int count = 0;
      try (InputStream in = page.getInputStream()) {
        for (JsonNode worker : JSON.readTree(in).path("workers")) {
          count += worker.path("state").asText().equals("ALIVE") ? 1 : 0;
        }
      }
      return count;
    } catch (IOException notYet) {
      return 0;
    }
  }

  /** Ends every process, executors too, and deletes what they have left but their logs. */
  @Override
  public void close() {
    processes.close();
    try {
      temporary.close();
      for (int i = 1; i <= size.workers; i++) {
        Path work = logs.resolve("worker-" + i);
        if (Files.isDirectory(work)) {
          deleteAllButLogs(work);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A worker fetches the jars of an application for each executor. */
  private static void deleteAllButLogs(Path work) throws IOException {
    List<Path> files;
    try (Stream<Path> below = Files.walk(work)) {
      files =
          below
              .filter(Files::isRegularFile)
              .filter(file -> !LOGS.contains(file.getFileName().toString()))
              .toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
