package io.twinstream.local.servers;

import io.twinstream.error.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Processes that live no longer than this object, their own children included. One thread uses it.
 */
final class ChildProcesses implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final List<ChildProcess> children = new ArrayList<>();
  private final Set<ProcessHandle> descendants = new HashSet<>();

  /**
   * Starts a JVM that ends with this one, even if this one is killed.
   *
   * @param classPath without this program's own classes, which are added
   * @param environment variables beside those of this process
   * @param log a file that takes what it prints; replaced
   */
  public ChildProcess startJava(
      String name,
      String classPath,
      List<String> jvmOptions,
      List<String> mainAndArguments,
      Map<String, String> environment,
      Path log) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", Tethered.classes() + java.io.File.pathSeparator + classPath));
    command.add(Tethered.class.getName());
    command.addAll(mainAndArguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    try {
      ChildProcess child = new ChildProcess(name, builder.start(), log);
      children.add(child);
      return child;
    } catch (IOException e) {
      throw UserError.failed("%s: cannot be started: %s".formatted(name, e.getMessage()), e);
    }
  }

  /**
   * Waits until the condition holds; returns false if it did not come to that because of the stop.
   *
   * @param what is awaited, for the message
   * @throws UserError if one of the processes ends first, or the limit is over
   */
  public boolean await(
      String what, Duration limit, BooleanSupplier isStopped, BooleanSupplier isReady)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!isReady.getAsBoolean()) {
      if (isStopped.getAsBoolean()) {
        return false;
      }
      for (ChildProcess child : children) {
        if (!child.isAlive()) {
          throw UserError.failed(
              "%s: %s%n%s".formatted(what, child.obituary(), lastError(child)).stripTrailing());
        }
      }
      if (System.nanoTime() > end) {
        throw UserError.failed(
            "%s: not after %d s; the logs are in %s"
                .formatted(what, limit.toSeconds(), children.get(0).log().getParent()));
      }
      look();
    }
    return true;
  }

  /**
   * Waits for a moment; also remembers which processes the children have started, as a child that
   * dies no longer tells.
   */
  public void look() throws InterruptedException {
    Thread.sleep(POLL.toMillis());
    children.forEach(child -> descendants.addAll(child.descendants()));
    descendants.removeIf(descendant -> !descendant.isAlive());
  }

  /** Asks all to end, the newest first, and returns when they have; forces those that do not. */
  @Override
  public void close() {
    children.forEach(child -> descendants.addAll(child.descendants()));
    for (int i = children.size() - 1; i >= 0; i--) {
      children.get(i).end();
    }
    long end = System.nanoTime() + STOP_LIMIT.toNanos();
    try {
      for (ChildProcess child : children) {
        child.awaitEnd(Duration.ofNanos(end - System.nanoTime()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    descendants.forEach(ProcessHandle::destroyForcibly);
    descendants.forEach(descendant -> descendant.onExit().join());
  }

  private static String lastError(ChildProcess child) {
    try {
      return child.lastError();
    } catch (IOException e) {
      return "";
    }
  }
}
