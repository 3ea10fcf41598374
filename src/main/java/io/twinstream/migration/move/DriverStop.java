package io.twinstream.migration.move;

import io.twinstream.error.DurationText;
import io.twinstream.error.UserError;
import io.twinstream.recovery.Epoch;
import io.twinstream.recovery.Holder;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/** Stops the driver of a checkpoint gracefully, by a signal, and waits for its end. */
public final class DriverStop {
  private DriverStop() {}

  /**
   * Stops a process that holds a checkpoint.
   *
   * @param limit how long to wait for its end
   * @param progress is told what is waited for
   * @throws UserError if the process is not there, does not hold the checkpoint, or does not end;
   *     only in the last case was it sent anything
   */
  public static void stop(
      String checkpoint, long pid, Duration limit, Configuration hadoop, Consumer<String> progress)
      throws IOException, InterruptedException {
    Holder holder =
        Epoch.holder(checkpoint, hadoop)
            .orElseThrow(
                () ->
                    UserError.usage(
                        "checkpoint %s: does not say which process holds it, as those of twinstream do: stop the process yourself"
                            .formatted(checkpoint)));
    ProcessHandle process = held(checkpoint, pid, holder);
    if (!process.destroy()) {
      throw UserError.failed("process %d: cannot be sent a signal".formatted(pid));
    }
    progress.accept(
        "process %d was asked to stop; waiting up to %s for its end"
            .formatted(pid, DurationText.show(limit)));
    try {
      process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw UserError.failed(
          "process %d: was asked to stop and still runs after %s: wait for its end, and make the savepoint then"
              .formatted(pid, DurationText.show(limit)),
          e);
    }
    Optional<Holder> after = Epoch.holder(checkpoint, hadoop);
    if (!after.equals(Optional.of(holder))) {
      throw UserError.failed(
          "checkpoint %s: another driver has taken it over meanwhile (%s): what starts it again?"
              .formatted(checkpoint, after.map(Holder::toString).orElse("unknown")));
    }
  }

  private static ProcessHandle held(String checkpoint, long pid, Holder holder) throws IOException {
    String here = InetAddress.getLocalHost().getHostName();
    if (holder.pid() != pid || !holder.host().equals(here)) {
      throw UserError.usage(
          "process %d on %s: does not hold checkpoint %s, which %s took last"
              .formatted(pid, here, checkpoint, holder));
    }
    ProcessHandle process =
        ProcessHandle.of(pid)
            .filter(ProcessHandle::isAlive)
            .orElseThrow(
                () ->
                    UserError.usage(
                        "process %d: has ended already: make the savepoint without stopping it"
                            .formatted(pid)));
    Instant started = process.info().startInstant().orElse(Instant.MIN);
    if (started.isAfter(holder.startedAt())) {
      throw UserError.usage(
          "process %d: was started at %s, after that of the same number took checkpoint %s (%s): it is another"
              .formatted(pid, started, checkpoint, holder));
    }
    return process;
  }
}
