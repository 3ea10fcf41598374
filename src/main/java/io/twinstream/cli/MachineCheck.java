package io.twinstream.cli;

import com.sun.management.OperatingSystemMXBean;
import io.twinstream.error.FileErrors;
import io.twinstream.error.Plural;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What {@code doctor} looks at. */
final class MachineCheck {
  private static final long GIB = 1L << 30;
  private static final long LEAST_MEMORY = 3 * GIB;
  private static final long LEAST_DISK = 2 * GIB;
  private static final Pattern SPARK_CORE = Pattern.compile("spark-core_(2\\.\\d+)-(.+)\\.jar");
  private static final Map<Integer, String> PORTS = new LinkedHashMap<>();

  static {
    PORTS.put(9999, "run and feed");
    PORTS.put(9092, "local kafka");
    PORTS.put(5432, "local postgres");
    PORTS.put(6379, "local redis");
    PORTS.put(9200, "local search");
    PORTS.put(4040, "--ui");
  }

  private static final List<String> FOLDER_VARIABLES =
      List.of("SPARK_CONF_DIR", "HADOOP_CONF_DIR", "YARN_CONF_DIR", "TMPDIR");
  private static final List<String> JVM_VARIABLES =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "SPARK_SUBMIT_OPTS");

  private final Map<String, String> env;
  private final Path project;
  private final List<Finding> findings = new ArrayList<>();

  MachineCheck(Map<String, String> env, Path project) {
    this.env = env;
    this.project = project;
  }

  /** How it stands with a subject. */
  enum State {
    GOOD,
    /** Works, but may surprise. */
    NOTE,
    /** Has to be mended. */
    BAD
  }

  /** A line: what was looked at, and what is so or what to do. */
  record Finding(State state, String subject, String text) {}

  /** Looks at everything. */
  List<Finding> all() {
    java();
    maven();
    spark();
    variables();
    memory();
    disk("project", project);
    disk("temporary", Path.of(System.getProperty("java.io.tmpdir")));
    network();
    PORTS.forEach(this::port);
    locale();
    programs();
    return List.copyOf(findings);
  }

  private void java() {
    String version = System.getProperty("java.version");
    String home = System.getProperty("java.home");
    String wanted = env.getOrDefault("TWINSTREAM_CALLERS_JAVA_HOME", "");
    if (!version.startsWith("17")) {
      bad("Java", version + " in " + home + ": install a JDK 17 and set JAVA_HOME to it");
    } else if (!wanted.isEmpty() && !isSame(Path.of(wanted), Path.of(home))) {
      note("Java", "JAVA_HOME=%s is no Java 17, so %s is used".formatted(wanted, home));
    } else {
      good("Java", version + " in " + home);
    }
  }

  private void maven() {
    Optional<Path> maven = onPath("mvn");
    if (maven.isPresent()) {
      good("Maven", maven.get().toString());
    } else if (Files.exists(project.resolve("pom.xml"))) {
      bad("Maven", "no mvn on the path, which builds this project: install Maven 3.8.1 or newer");
    } else {
      good("Maven", "not needed here");
    }
  }

  private void spark() {
    String callers = env.getOrDefault("TWINSTREAM_CALLERS_SPARK_HOME", "");
    String home =
        callers.isEmpty()
            ? env.getOrDefault("TWINSTREAM_SPARK_HOME", env.getOrDefault("SPARK_HOME", ""))
            : callers;
    boolean isOwn = Path.of(home).startsWith(project);
    Optional<Matcher> core = sparkCore(Path.of(home, "jars"));
    if (core.isEmpty()) {
      bad(
          "Spark",
          "SPARK_HOME=%s has no jars/spark-core_*.jar: set it to a Spark distribution, or unset it"
              .formatted(home));
      return;
    }
    String line = core.get().group(1);
    String ours = scala.util.Properties.versionNumberString();
    if (!ours.startsWith(line + ".")) {
      bad(
          "Spark",
          "SPARK_HOME=%s is for Scala %s, this build for %s: set TWINSTREAM_SPARK=%s"
              .formatted(home, line, ours, line.equals("2.13") ? "4" : "3"));
    } else {
      good(
          "Spark",
          "%s, Scala %s, %s"
              .formatted(core.get().group(2), line, isOwn ? "from Maven" : "SPARK_HOME=" + home));
    }
  }

  private static Optional<Matcher> sparkCore(Path jars) {
    try (Stream<Path> files = Files.list(jars)) {
      return files
          .map(file -> SPARK_CORE.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .findFirst();
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  private void variables() {
    for (String name : FOLDER_VARIABLES) {
      String value = env.get(name);
      if (value != null && !Files.isDirectory(Path.of(value))) {
        bad(name, value + " is no directory: unset it");
      } else if (value != null) {
        note(name, value + " is used by every command");
      }
    }
    for (String name : JVM_VARIABLES) {
      if (env.containsKey(name)) {
        note(name, env.get(name) + " is given to every JVM");
      }
    }
  }

  private void memory() {
    long total =
        ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
    String text = "%.1f GiB, %s".formatted(total / (double) GIB, cores());
    if (total < LEAST_MEMORY) {
      bad("memory", text + ": a driver takes 2 GiB; set SPARK_DRIVER_MEMORY=1g");
    } else {
      good("memory", text);
    }
  }

  private static String cores() {
    return Plural.of(Runtime.getRuntime().availableProcessors(), "core");
  }

  private void disk(String what, Path folder) {
    try {
      Files.delete(Files.createTempFile(folder, ".doctor", ""));
      long free = Files.getFileStore(folder).getUsableSpace();
      String text = "%s: %.1f GiB free".formatted(folder, free / (double) GIB);
      if (free < LEAST_DISK) {
        bad(what, text + ": make room, as checkpoints and the build need some");
      } else {
        good(what, text);
      }
    } catch (IOException e) {
      bad(what, "%s cannot be written: %s".formatted(folder, FileErrors.reason(e)));
    }
  }

  private void network() {
    try (ServerSocket any = new ServerSocket()) {
      any.bind(new InetSocketAddress(InetAddress.getByName("localhost"), 0));
    } catch (IOException e) {
      bad("localhost", "cannot be bound (%s): see /etc/hosts".formatted(e.getMessage()));
      return;
    }
    try {
      good("localhost", "this machine is " + InetAddress.getLocalHost());
    } catch (UnknownHostException e) {
      note("localhost", "this machine's own name is not known: set SPARK_LOCAL_IP=127.0.0.1");
    }
  }

  private void port(int port, String user) {
    try (ServerSocket any = new ServerSocket()) {
      any.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      good("port", "%d is free, for %s".formatted(port, user));
    } catch (IOException e) {
      note("port", "%d is in use: give %s another one".formatted(port, user));
    }
  }

  private void locale() {
    String names = System.getProperty("sun.jnu.encoding");
    if (Charset.defaultCharset().equals(StandardCharsets.UTF_8) && "UTF-8".equals(names)) {
      good("locale", "UTF-8");
    } else {
      bad(
          "locale",
          "%s, names of files %s: set LC_ALL=C.UTF-8".formatted(Charset.defaultCharset(), names));
    }
  }

  private void programs() {
    Map<String, String> uses = new LinkedHashMap<>();
    uses.put("nc", "to type lines into a job");
    uses.put("chromium", "bin/test looks at pages with it");
    uses.put("shellcheck", "bin/test checks scripts with it");
    uses.put("faketime", "bin/test moves the clock with it");
    uses.forEach(
        (program, use) ->
            onPath(program)
                .ifPresentOrElse(
                    path -> good(program, path.toString()),
                    () -> note(program, "not installed; optional: " + use)));
  }

  private Optional<Path> onPath(String program) {
    return Stream.of(env.getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return one.toRealPath().equals(other.toRealPath());
    } catch (IOException none) {
      return false;
    }
  }

  private void good(String subject, String text) {
    findings.add(new Finding(State.GOOD, subject, text));
  }

  private void note(String subject, String text) {
    findings.add(new Finding(State.NOTE, subject, text));
  }

  private void bad(String subject, String text) {
    findings.add(new Finding(State.BAD, subject, text));
  }
}
