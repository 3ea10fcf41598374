package io.twinstream.migration.scan;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads constant durations. */
final class Intervals {
  private static final String DURATION = "Lorg/apache/spark/streaming/Duration;";

  private Intervals() {}

  /** Returns whether a window is as long as the batches of a context that its method makes. */
  static boolean isBatch(Use window) {
    OptionalLong length = milliseconds(window.method(), window.call().argument(0));
    Optional<Call> context =
        window.method().calls().stream()
            .filter(call -> call.target().name().equals("<init>"))
            .filter(call -> call.target().owner().endsWith("StreamingContext"))
            .filter(call -> call.target().descriptor().contains(DURATION))
            .findFirst();
    boolean isAlone = window.call().target().descriptor().startsWith("(" + DURATION + ")");
    return isAlone
        && length.isPresent()
        && context.isPresent()
        && length.equals(
            milliseconds(window.method(), context.get().argument(durationOf(context.get()))));
  }

  private static int durationOf(Call context) {
    return context.inputTypes().indexOf("org/apache/spark/streaming/Duration") - 1;
  }

  private static OptionalLong milliseconds(MethodCode method, Set<Origin> origins) {
    if (origins.size() != 1) {
      return OptionalLong.empty();
    }
    Origin origin = origins.iterator().next();
    if (origin instanceof Origin.Returned returned) {
      Call made = returned.call();
      String unit = made.target().name();
      String owner = made.target().owner();
      if (unit.equals("apply")) {
        unit =
            owner.substring(owner.lastIndexOf('/') + 1).replace("$", "").toLowerCase(Locale.ROOT);
      }
      long factor =
          switch (unit) {
            case "milliseconds", "duration" -> 1;
            case "seconds" -> 1000;
            case "minutes" -> 60_000;
            default -> 0;
          };
      return factor == 0 ? OptionalLong.empty() : times(number(made.argument(0)), factor);
    }
    if (origin instanceof Origin.Created created && created.type().endsWith("/Duration")) {
      return method.calls().stream()
          .filter(call -> call.target().name().equals("<init>"))
          .filter(call -> call.receiver().contains(origin))
          .map(call -> number(call.argument(0)))
          .findFirst()
          .orElse(OptionalLong.empty());
    }
    return OptionalLong.empty();
  }

  private static OptionalLong times(OptionalLong number, long factor) {
    return number.isPresent() ? OptionalLong.of(number.getAsLong() * factor) : number;
  }

  private static OptionalLong number(Set<Origin> origins) {
    boolean isConstant =
        origins.size() == 1
            && origins.iterator().next() instanceof Origin.Constant constant
            && constant.value() instanceof Number;
    return isConstant
        ? OptionalLong.of(
            ((Number) ((Origin.Constant) origins.iterator().next()).value()).longValue())
        : OptionalLong.empty();
  }
}
