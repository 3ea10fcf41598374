package io.twinstream.migration.scan;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what code puts into maps and the like, key by key. */
final class KeyValues {
  /** Make an object of a constant. */
  private static final Set<String> BOXES =
      Set.of(
          "valueOf",
          "boxToBoolean",
          "boxToInteger",
          "boxToLong",
          "boolean2Boolean",
          "int2Integer",
          "long2Long",
          "toString");

  private static final Set<String> PUTS = Set.of("put", "setProperty", "putIfAbsent");

  /** Take over all of another map, or of a file. */
  private static final Set<String> MERGES =
      Set.of("putAll", "load", "loadFromXML", "$plus$plus", "$plus$plus$eq");

  private KeyValues() {}

  /**
   * Returns the constant that is put under a key; empty if it is none, or is not seen.
   *
   * @param index the place of the key in the code
   * @param calls of the method, in order
   */
  static Optional<Object> valueOf(String key, int index, List<Call> calls) {
    Origin constant = new Origin.Constant(key);
    for (Call call : calls) {
      if (call.index() > index) {
        int at = input(call, constant);
        if (at >= 0) {
          return at + 1 < call.inputs().size()
              ? constant(call.inputs().get(at + 1))
              : Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /** Returns which input of a call is the key, alone or as the left side of an arrow of Scala. */
  private static int input(Call call, Origin key) {
    for (int i = 0; i < call.inputs().size(); i++) {
      Set<Origin> input = call.inputs().get(i);
      if (input.contains(key) && !call.target().name().equals("ArrowAssoc")) {
        return i;
      }
      for (Origin origin : input) {
        if (origin instanceof Origin.Returned step
            && step.call().target().name().equals("ArrowAssoc")
            && step.call().inputs().stream().anyMatch(inner -> inner.contains(key))) {
          return i;
        }
      }
    }
    return -1;
  }

  private static Optional<Object> constant(Set<Origin> origins) {
    if (origins.size() != 1) {
      return Optional.empty();
    }
    Origin origin = origins.iterator().next();
    if (origin instanceof Origin.Constant constant) {
      return Optional.ofNullable(constant.value());
    }
    if (origin instanceof Origin.Field field && field.owner().equals("java/lang/Boolean")) {
      return Optional.of(Boolean.valueOf(field.name()));
    }
    if (origin instanceof Origin.Returned box
        && BOXES.contains(box.call().target().name())
        && !box.call().inputs().isEmpty()) {
      List<Set<Origin>> inputs = box.call().inputs();
      Optional<Object> value = constant(inputs.get(inputs.size() - 1));
      boolean isTruth = box.call().target().descriptor().contains("(Z)");
      return value.map(of -> isTruth && of instanceof Integer number ? (Object) (number != 0) : of);
    }
    return Optional.empty();
  }

  /** Returns whether a call may put keys into a map that are not in the code. */
  static boolean isOpen(Call call) {
    MethodId target = call.target();
    boolean isOfLanguage =
        target.owner().startsWith("java/util/") || target.owner().startsWith("scala/collection/");
    if (!isOfLanguage) {
      return false;
    }
    boolean isCopy =
        target.name().equals("<init>") && target.descriptor().startsWith("(Ljava/util/Map;");
    boolean isUnknownPut =
        PUTS.contains(target.name())
            && call.argument(0).stream().noneMatch(Origin.Constant.class::isInstance);
    return MERGES.contains(target.name()) || isCopy || isUnknownPut;
  }
}
