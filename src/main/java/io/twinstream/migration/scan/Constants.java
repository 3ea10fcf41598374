package io.twinstream.migration.scan;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what is constant in a program, also where it is handed from method to method. */
final class Constants {
  private static final String DURATION = "org/apache/spark/streaming/Duration";

  /** Make an object of a number or truth, or the reverse. */
  private static final Set<String> BOXES =
      Set.of(
          "valueOf",
          "boxToInteger",
          "boxToLong",
          "longValue",
          "intValue",
          "long2Long",
          "int2Integer");

  /** What is more than a separator. */
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}]");

  private final ValueIndex values;

  Constants(ValueIndex values) {
    this.values = values;
  }

  /** Returns the one constant that a value can be; empty if it can be another, or is not known. */
  Optional<Object> constant(MethodCode method, Set<Origin> origins) {
    Set<Object> found = new HashSet<>();
    boolean isKnown = collect(method, origins, found, new HashSet<>());
    return isKnown && found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
  }

  private boolean collect(
      MethodCode method, Set<Origin> origins, Set<Object> found, Set<List<Object>> seen) {
    boolean isKnown = !origins.isEmpty();
    for (Origin origin : origins) {
      if (!seen.add(List.of(method.id(), origin))) {
        continue;
      }
      if (origin instanceof Origin.Constant constant) {
        isKnown &= constant.value() != null;
        found.add(constant.value() == null ? "" : constant.value());
      } else if (origin instanceof Origin.Returned box
          && BOXES.contains(box.call().target().name())
          && !box.call().inputs().isEmpty()) {
        isKnown &= collect(method, box.call().inputs().get(0), found, seen);
      } else if (origin instanceof Origin.Parameter || origin instanceof Origin.Field) {
        List<ValueIndex.Given> next = values.next(method, origin);
        isKnown &= !next.isEmpty();
        for (ValueIndex.Given given : next) {
          isKnown &= collect(given.method(), given.origins(), found, seen);
        }
      } else {
        isKnown = false;
      }
    }
    return isKnown;
  }

  /** Returns a duration in milliseconds; empty if it is not constant. */
  OptionalLong milliseconds(MethodCode method, Set<Origin> origins) {
    Set<Long> found = new HashSet<>();
    boolean isKnown = durations(method, origins, found, new HashSet<>());
    return isKnown && found.size() == 1
        ? OptionalLong.of(found.iterator().next())
        : OptionalLong.empty();
  }

  private boolean durations(
      MethodCode method, Set<Origin> origins, Set<Long> found, Set<List<Object>> seen) {
    boolean isKnown = !origins.isEmpty();
    for (Origin origin : origins) {
      if (!seen.add(List.of(method.id(), origin))) {
        continue;
      }
      OptionalLong made = made(method, origin);
      if (made.isPresent()) {
        found.add(made.getAsLong());
        continue;
      }
      List<ValueIndex.Given> next = isMade(origin) ? List.of() : values.next(method, origin);
      isKnown &= !next.isEmpty();
      for (ValueIndex.Given given : next) {
        isKnown &= durations(given.method(), given.origins(), found, seen);
      }
    }
    return isKnown;
  }

  private static boolean isMade(Origin origin) {
    return origin instanceof Origin.Returned made && factor(made.call()) > 0
        || origin instanceof Origin.Created;
  }

  private OptionalLong made(MethodCode method, Origin origin) {
    if (origin instanceof Origin.Returned returned && factor(returned.call()) > 0) {
      return number(method, returned.call(), factor(returned.call()));
    }
    if (origin instanceof Origin.Created created && created.type().equals(DURATION)) {
      return method.calls().stream()
          .filter(call -> call.target().name().equals("<init>"))
          .filter(call -> call.receiver().contains(origin))
          .map(call -> number(method, call, 1))
          .findFirst()
          .orElse(OptionalLong.empty());
    }
    return OptionalLong.empty();
  }

  /** Returns how many milliseconds the unit has that a call makes durations of; 0 for no unit. */
  private static long factor(Call call) {
    String owner = call.target().owner();
    String unit = call.target().name();
    if (!owner.startsWith(ApiTypes.ROOT)) {
      return 0;
    }
    if (unit.equals("apply")) {
      unit = owner.substring(owner.lastIndexOf('/') + 1).replace("$", "").toLowerCase(Locale.ROOT);
    }
    return switch (unit) {
      case "milliseconds", "duration" -> 1;
      case "seconds" -> 1000;
      case "minutes" -> 60_000;
      default -> 0;
    };
  }

  private OptionalLong number(MethodCode method, Call call, long factor) {
    return constant(method, call.argument(0))
        .filter(Number.class::isInstance)
        .map(number -> OptionalLong.of(((Number) number).longValue() * factor))
        .orElse(OptionalLong.empty());
  }

  /** Returns the names in a value, such as the topics in a list, in order. */
  Set<String> texts(MethodCode method, Set<Origin> origins) {
    Set<String> found = new LinkedHashSet<>();
    texts(method, origins, found, new HashSet<>());
    return found;
  }

  private void texts(
      MethodCode method, Set<Origin> origins, Set<String> found, Set<List<Object>> seen) {
    for (Origin origin : origins) {
      if (!seen.add(List.of(method.id(), origin))) {
        continue;
      }
      if (origin instanceof Origin.Constant constant && constant.value() instanceof String text) {
        if (NAME.matcher(text).find()) {
          found.add(text);
        }
      } else if (!(origin instanceof Origin.Lambda)) {
        values
            .next(method, origin)
            .forEach(given -> texts(given.method(), given.origins(), found, seen));
      }
    }
  }
}
