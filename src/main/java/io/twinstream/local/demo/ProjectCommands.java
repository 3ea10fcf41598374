package io.twinstream.local.demo;

import io.twinstream.error.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Commands of {@code bin/twinstream} as processes; none outlives this. */
final class ProjectCommands implements AutoCloseable {
  private static final int SAID_LINES = 3;
  private static final long STOP_SECONDS = 20;

  private final Path project;
  private final Path folder;
  private final List<Process> started = new ArrayList<>();

  /**
   * @param project the folder that has {@code bin/}
   * @param folder what they print goes there
   */
  public ProjectCommands(Path project, Path folder) {
    this.project = project;
    this.folder = folder;
  }

  /** Starts a command; what it prints is appended to a log of that name. */
  public Process start(String name, List<String> command, List<String> more) throws IOException {
    List<String> all = new ArrayList<>();
    all.add(project.resolve("bin/twinstream").toString());
    all.addAll(command);
    all.addAll(more);
    return start(name, all);
  }

  /** Starts feeding lines of words into a topic. */
  Process feedWords(String topic, long perSecond) throws IOException {
    return start(
        "feed",
        List.of("feed", "--generate", "words", "--to", topic),
        List.of("--rate", Long.toString(perSecond)));
  }

  /** Starts a Java program on a class path. */
  public Process startJava(String name, List<String> mainAndArguments, String classPath)
      throws IOException {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", classPath));
    all.addAll(mainAndArguments);
    return start(name, all);
  }

  private Process start(String name, List<String> all) throws IOException {
    Process process =
        new ProcessBuilder(all)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()))
            .start();
    started.add(process);
    return process;
  }

  /**
   * Runs a command to its end; returns what it printed.
   *
   * @throws UserError if it fails; says what it said
   */
  public List<String> run(String name, List<String> command)
      throws IOException, InterruptedException {
    return finished(start(name, command, List.of()), name);
  }

  /**
   * Waits for the end of a command; returns what it printed.
   *
   * @throws UserError if it fails; says what it said
   */
  List<String> finished(Process process, String name) throws IOException, InterruptedException {
    if (process.waitFor() != 0) {
      throw ended(name);
    }
    return said(name);
  }

  /**
   * Fails if a command has ended by itself.
   *
   * @throws UserError says what it said
   */
  public void checkAlive(Process process, String name) throws IOException {
    if (!process.isAlive()) {
      throw ended(name);
    }
  }

  private UserError ended(String name) throws IOException {
    List<String> said = said(name);
    return UserError.failed(
        "%s has ended by itself: %s"
            .formatted(
                name,
                String.join(
                    "; ", said.subList(Math.max(0, said.size() - SAID_LINES), said.size()))));
  }

  /** Returns what a command has printed so far. */
  private List<String> said(String name) throws IOException {
    return Files.readAllLines(log(name), StandardCharsets.UTF_8);
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  @Override
  public void close() {
    started.forEach(Process::destroy);
    try {
      for (Process process : started) {
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      }
    } catch (InterruptedException e) {
      started.forEach(Process::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }
}
