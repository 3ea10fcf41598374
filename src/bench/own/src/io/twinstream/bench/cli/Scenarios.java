package io.twinstream.bench.cli;

import io.twinstream.bench.latency.LatencyScenario;
import io.twinstream.bench.move.MoveScenario;
import io.twinstream.bench.receiver.ReceiverScenario;
import io.twinstream.bench.recovery.RecoveryScenario;
import io.twinstream.bench.shared.Contestant;
import io.twinstream.bench.shared.Scenario;
import io.twinstream.bench.start.StartScenario;
import io.twinstream.bench.state.StateScenario;
import io.twinstream.bench.watching.WatchingScenario;
import io.twinstream.bench.windows.WindowsScenario;
import io.twinstream.bench.wordskafka.WordsKafkaScenario;
import io.twinstream.bench.wordssocket.WordsSocketScenario;
import io.twinstream.error.UserError;
import java.util.List;

/** The list of scenarios; all that {@code bench} says of them comes from here. */
final class Scenarios {
  /** In the order of their runs. */
  static final List<Scenario<?, ?>> ALL =
      List.of(
          new WordsKafkaScenario(),
          new WordsSocketScenario(),
          new WindowsScenario(),
          new StateScenario(),
          new LatencyScenario(),
          new StartScenario(),
          new RecoveryScenario(),
          new MoveScenario(),
          new ReceiverScenario(),
          new WatchingScenario());

  private Scenarios() {}

  /**
   * Returns the scenario of that name.
   *
   * @throws UserError if there is none
   */
  static Scenario<?, ?> named(String name) {
    return ALL.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                UserError.usage(
                    "unknown scenario '%s': known are %s"
                        .formatted(name, String.join(", ", names(ALL)))));
  }

  /** Returns their names. */
  static List<String> names(List<Scenario<?, ?>> scenarios) {
    return scenarios.stream().<String>map(Scenario::name).toList();
  }

  /** Returns those of {@code --quick}. */
  static List<Scenario<?, ?>> quick() {
    return ALL.stream().filter(Scenario::isQuick).toList();
  }

  /** Returns the names of the contestants of all scenarios, each once. */
  static List<String> contestants() {
    return ALL.stream()
        .flatMap(each -> each.contestants().stream())
        .map(Contestant::label)
        .distinct()
        .toList();
  }
}
