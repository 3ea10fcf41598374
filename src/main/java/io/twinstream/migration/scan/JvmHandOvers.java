package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.objectweb.asm.Type;

/** Looks in classes for what {@link HandOvers} asks. */
final class JvmHandOvers {
  private final FlowGraph.Scan scan;
  private final Programs.Program program;

  JvmHandOvers(FlowGraph.Scan scan, Programs.Program program) {
    this.scan = scan;
    this.program = program;
  }

  /** Returns what the program hands over. */
  List<HandOver> of(Map<Use, Step> steps) {
    HandOvers.Facts facts =
        new HandOvers.Facts(
            program.checkpoint(scan.constants()),
            program.recovers(),
            program.batch(scan.constants()),
            program.uses("commitAsync"),
            group(),
            "state-restored",
            "Trigger.ProcessingTime(\"%s\")");
    List<HandOvers.Known> known = new ArrayList<>();
    steps.forEach(
        (use, step) ->
            known.add(
                new HandOvers.Known(
                    step,
                    use.name().equals("createDirectStream") && hasOwnOffsets(use),
                    durations(use))));
    return HandOvers.of(facts, known);
  }

  private Optional<String> group() {
    Set<String> groups =
        program.methods().stream()
            .map(scan.application()::method)
            .flatMap(method -> method.texts().stream())
            .filter(text -> text.text().equals("group.id") && text.value() != null)
            .map(text -> text.value().toString())
            .collect(Collectors.toSet());
    return groups.size() == 1 ? Optional.of(groups.iterator().next()) : Optional.empty();
  }

  /** Returns whether the stream is told where to begin. */
  static boolean hasOwnOffsets(Use direct) {
    for (Call call : direct.method().calls()) {
      String name = call.target().name();
      boolean isStrategy =
          name.equals("Subscribe") || name.equals("SubscribePattern") || name.equals("Assign");
      Type[] types = Type.getArgumentTypes(call.target().descriptor());
      if (isStrategy && types.length > 2) {
        return true;
      }
    }
    // Kafka 0.8: the overload with a function of messages is the one with offsets.
    return direct.rule().owner().equals("kafka.KafkaUtils")
        && direct.call().target().descriptor().contains("Function");
  }

  private List<OptionalLong> durations(Use use) {
    Type[] types = Type.getArgumentTypes(use.call().target().descriptor());
    List<OptionalLong> durations = new ArrayList<>();
    for (int i = 0; i < types.length; i++) {
      if (types[i].getDescriptor().equals(StepArguments.DURATION)) {
        durations.add(scan.constants().milliseconds(use.method(), use.call().argument(i)));
      }
    }
    return durations;
  }
}
