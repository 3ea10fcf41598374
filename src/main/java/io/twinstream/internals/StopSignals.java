package io.twinstream.internals;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.util.SignalUtils;

/**
 * Turns Ctrl-C and SIGTERM into a call, once; a second signal ends the process as usual.
 *
 * <p>A shutdown hook would not do: Spark stops its context in a hook of its own, at the same time,
 * and the process could not say by its exit code that it ended well. Depends on {@code
 * org.apache.spark.util.SignalUtils}, which the shell of Spark uses for the same.
 */
public final class StopSignals {
  private StopSignals() {}

  /** Runs the action, in a thread of the JVM, at the first of these signals. */
  public static void onFirst(Runnable action) {
    AtomicBoolean isFirst = new AtomicBoolean(true);
    for (String name : new String[] {"INT", "TERM"}) {
      SignalUtils.register(
          name,
          () -> {
            boolean isHandled = isFirst.getAndSet(false);
            if (isHandled) {
              action.run();
            }
            return isHandled;
          });
    }
  }
}
