package io.twinstream.local.servers;

import io.twinstream.engine.TemporaryFolder;
import io.twinstream.error.UserError;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A server in a process of its own, which ends with this one, also when this one is killed. What it
 * says is in a file of its folder.
 */
final class ServerProcess {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int SAID_LINES = 10;

  private final String name;
  private final Path home;
  private final Process process;

  private ServerProcess(String name, Path home, Process process) {
    this.name = name;
    this.home = home;
    this.process = process;
  }

  /** Runs its arguments, and ends that program when its own standard input ends. */
  private static final String TETHER =
      """
      exec 3<&0
      "$@" </dev/null 3<&- &
      server=$!
      (read -r nothing; kill $server) <&3 2>/dev/null &
      tether=$!
      trap 'kill $server' TERM
      wait $server
      code=$?
      while kill -0 $server 2>/dev/null; do wait $server; code=$?; done
      kill $tether 2>/dev/null
      exit $code
      """;

  /**
   * Starts a program of this machine.
   *
   * @param name for messages, and of the file with what it says
   * @param home its working directory
   * @param command the program and its arguments
   */
  static ServerProcess program(String name, Path home, List<String> command) throws IOException {
    List<String> tethered = new ArrayList<>(List.of("sh", "-c", TETHER, name));
    tethered.addAll(command);
    return start(name, home, tethered);
  }

  /**
   * Starts a Java program with a class path of its own.
   *
   * @param name for messages, and of the file with what it says
   * @param classes folders of jars, or of other files that it reads from its class path
   * @param home its working directory
   * @param main the class whose main is run
   */
  static ServerProcess java(
      String name, List<Path> classes, Path home, String main, List<String> args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    Path temporary = Files.createDirectories(home.toAbsolutePath().resolve("tmp"));
    command.add("-Djava.io.tmpdir=" + temporary);
    // For Guice, with which Hadoop makes its pages.
    command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED", "-cp"));
    // The server's jars first: our own jar may hold other versions.
    command.add(
        classes.stream()
                .flatMap(
                    folder ->
                        Stream.of(folder.toAbsolutePath(), folder.toAbsolutePath().resolve("*")))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator))
            + File.pathSeparator
            + Tethered.classes());
    command.add(Tethered.class.getName());
    command.add(main);
    command.addAll(args);
    return start(name, home, command);
  }

  private static ServerProcess start(String name, Path home, List<String> command)
      throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(logOf(home, name).toFile()))
            .start();
    return new ServerProcess(name, home, process);
  }

  /** Waits until it serves; ends it where it does not. */
  void awaitReady(BooleanSupplier isReady) {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    try {
      while (!isReady.getAsBoolean()) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw UserError.failed(
              "%s: does not start%s: %s"
                  .formatted(
                      name,
                      process.isAlive() ? " within " + START_LIMIT.toSeconds() + " s" : "",
                      said()));
        }
        LockSupport.parkNanos(POLL.toNanos());
      }
    } catch (UserError e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Returns how it has ended. */
  int waitFor() throws InterruptedException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Waits until it ends or the time has passed; tells whether it has ended. */
  boolean awaitEnd(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Stops it, by force if it takes long.
   *
   * @param temporary deleted then; null if there is none
   */
  void close(TemporaryFolder temporary) {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
      if (temporary != null) {
        temporary.close();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the last lines that it has said. */
  String said() {
    try {
      List<String> lines = Files.readAllLines(logOf(home, name), StandardCharsets.UTF_8);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - SAID_LINES), lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path logOf(Path home, String name) {
    return home.resolve(name + ".log");
  }
}
