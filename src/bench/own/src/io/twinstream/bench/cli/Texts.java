package io.twinstream.bench.cli;

import io.twinstream.bench.shared.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.ListResourceBundle;

/** What the help of {@code bench} says of the scenarios, by the keys of picocli. */
public final class Texts extends ListResourceBundle {
  @Override
  protected Object[][] getContents() {
    List<Object[]> texts = new ArrayList<>();
    texts.add(
        new Object[] {
          "usage.description.0",
          "Measures what the engines cost, each contestant in a JVM of its own."
        });
    for (Scenario<?, ?> each : Scenarios.ALL) {
      String key = "usage.description." + texts.size();
      texts.add(new Object[] {key, each.name() + ": " + each.summary()});
    }
    texts.add(new Object[] {"all.scenarios", String.join(", ", Scenarios.names(Scenarios.ALL))});
    List<String> quick = Scenarios.names(Scenarios.quick());
    int last = quick.size() - 1;
    texts.add(
        new Object[] {
          "quick.scenarios", String.join(", ", quick.subList(0, last)) + " and " + quick.get(last)
        });
    return texts.toArray(Object[][]::new);
  }
}
