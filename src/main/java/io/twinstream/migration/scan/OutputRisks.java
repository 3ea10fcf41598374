package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Looks for several output operations on one source. */
final class OutputRisks {
  private final Application application;
  private final Risks.Reporter reporter;
  private final Streams streams;

  OutputRisks(Application application, Risks.Reporter reporter) {
    this.application = application;
    this.reporter = reporter;
    this.streams = new Streams(application);
  }

  void find() {
    Map<MethodId, List<Use>> outputs =
        application.uses().stream()
            .filter(application::isOutput)
            .collect(
                Collectors.groupingBy(
                    use -> use.method().id(), LinkedHashMap::new, Collectors.toList()));
    outputs.values().forEach(this::find);
  }

  private void find(List<Use> outputs) {
    Map<Origin, List<Use>> bySource = new LinkedHashMap<>();
    for (Use output : outputs) {
      for (Origin root : streams.roots(output.call())) {
        bySource.computeIfAbsent(root, key -> new ArrayList<>()).add(output);
      }
    }
    for (List<Use> several : bySource.values()) {
      if (several.size() > 1) {
        Use first = several.get(0);
        String detail =
            several.stream()
                .map(use -> use.name() + " in line " + line(use))
                .collect(Collectors.joining(", "));
        boolean hasState =
            several.stream().anyMatch(use -> streams.passes(use.call(), Part::remembers));
        reporter.add(
            hasState ? RiskType.SEVERAL_OUTPUTS_OF_STATE : RiskType.SEVERAL_OUTPUTS,
            first.model(),
            first.method(),
            first.call().line(),
            several.size() + " outputs of one stream: " + detail);
      }
    }
  }

  private static String line(Use use) {
    return use.call().line() == 0 ? "?" : Integer.toString(use.call().line());
  }
}
