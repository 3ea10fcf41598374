package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.objectweb.asm.Type;

/** Writes the arguments of a step that are constant: durations, ports, topics, directories. */
final class StepArguments {
  static final String DURATION = "Lorg/apache/spark/streaming/Duration;";
  private static final String STATE_SPEC = "Lorg/apache/spark/streaming/StateSpec;";
  private static final String STRATEGY = "ConsumerStrategy;";
  private static final String FUNCTION = "Function2;";

  private static final Set<String> OF_DIRECTORY =
      Set.of("textFileStream", "fileStream", "binaryRecordsStream");

  private final Application application;
  private final Constants constants;

  StepArguments(FlowGraph.Scan scan) {
    this.application = scan.application();
    this.constants = scan.constants();
  }

  /** Returns a duration as people write it; empty if it is not known. */
  static String shown(OptionalLong milliseconds) {
    return milliseconds.isEmpty() ? "" : shown(milliseconds.getAsLong());
  }

  private static String shown(long milliseconds) {
    return milliseconds % 1000 == 0
        ? "%,d s".formatted(milliseconds / 1000)
        : "%,d ms".formatted(milliseconds);
  }

  /** Returns for example {@code 60 s, 10 s}; {@code ?} stands for a duration that is not known. */
  String of(Use use) {
    List<String> shown = new ArrayList<>();
    Call call = use.call();
    Type[] types = Type.getArgumentTypes(call.target().descriptor());
    boolean isSource = application.isSource(use);
    int functions = 0;
    for (int i = 0; i < types.length; i++) {
      String type = types[i].getDescriptor();
      Set<Origin> argument = call.argument(i);
      if (type.equals(DURATION)) {
        OptionalLong duration = constants.milliseconds(use.method(), argument);
        shown.add(duration.isPresent() ? shown(duration.getAsLong()) : "?");
      } else if (type.equals(STATE_SPEC)) {
        timeout(use.method(), argument).ifPresent(shown::add);
      } else if (type.endsWith(FUNCTION) && use.name().endsWith("Window")) {
        functions++;
      } else if (isSource) {
        source(use, type, argument).ifPresent(shown::add);
      } else if (application.isOutput(use) && type.equals("Ljava/lang/String;")) {
        text(use.method(), argument).ifPresent(shown::add);
      }
    }
    if (functions > 1) {
      shown.add("inverse");
    }
    return String.join(", ", shown);
  }

  private Optional<String> source(Use use, String type, Set<Origin> argument) {
    if (type.equals("I") && !use.name().contains("Kinesis")) {
      return constants.constant(use.method(), argument).map(Object::toString);
    }
    if (type.endsWith(STRATEGY)) {
      return strategy(use.method(), argument);
    }
    boolean isCollection =
        type.equals("Ljava/util/Set;")
            || type.equals("Lscala/collection/immutable/Set;")
            || use.name().equals("createStream") && type.endsWith("/Map;");
    if (isCollection) {
      return list(constants.texts(use.method(), argument));
    }
    boolean isPlace = use.name().startsWith("socket") || OF_DIRECTORY.contains(use.name());
    return type.equals("Ljava/lang/String;") && isPlace
        ? text(use.method(), argument)
        : Optional.empty();
  }

  /** Returns the topics that are subscribed to. */
  private Optional<String> strategy(MethodCode method, Set<Origin> argument) {
    for (Origin origin : argument) {
      if (origin instanceof Origin.Returned made
          && !made.call().target().descriptor().startsWith("()")) {
        return list(constants.texts(method, made.call().argument(0)));
      }
    }
    return Optional.empty();
  }

  /** Returns when state of {@code mapWithState} ends that nothing came for. */
  private Optional<String> timeout(MethodCode method, Set<Origin> spec) {
    for (Origin origin : spec) {
      if (origin instanceof Origin.Returned made) {
        Call call = made.call();
        if (call.target().name().equals("timeout")) {
          OptionalLong duration = constants.milliseconds(method, call.argument(0));
          return Optional.of(
              "timeout " + (duration.isPresent() ? shown(duration.getAsLong()) : "?"));
        }
        Optional<String> before = timeout(method, call.receiver());
        if (before.isPresent()) {
          return before;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> text(MethodCode method, Set<Origin> argument) {
    return constants
        .constant(method, argument)
        .map(Object::toString)
        .filter(text -> !text.isEmpty());
  }

  private static Optional<String> list(Set<String> texts) {
    return texts.isEmpty() ? Optional.empty() : Optional.of("[" + String.join(", ", texts) + "]");
  }
}
