package io.twinstream.migration.scan;

import java.util.Set;

/** Calls that ask for the time of now. */
final class Clocks {
  private static final Set<String> SYSTEM = Set.of("currentTimeMillis", "nanoTime");

  private Clocks() {}

  static boolean isRead(MethodId target) {
    return target.owner().equals("java/lang/System") && SYSTEM.contains(target.name())
        || target.owner().startsWith("java/time/") && target.name().equals("now")
        || target.owner().equals("java/util/Date") && target.descriptor().equals("()V");
  }
}
