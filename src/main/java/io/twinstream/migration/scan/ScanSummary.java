package io.twinstream.migration.scan;

import io.twinstream.migration.scan.python.PythonResult;
import io.twinstream.migration.scan.python.PythonUse;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How much work there is.
 *
 * @param streams calls that give a stream and take none
 * @param operators calls on a stream that are not outputs
 * @param outputs output operations
 * @param byDifficulty how many findings of each difficulty, all of them
 * @param byPart how many things of each kind and difficulty; those there are
 * @param hardest the three methods with the most work
 */
record ScanSummary(
    int streams,
    int operators,
    int outputs,
    Map<Difficulty, Integer> byDifficulty,
    Map<Part, Map<Difficulty, Integer>> byPart,
    List<Place> hardest) {

  private static final int HARDEST = 3;

  /**
   * A method with its findings.
   *
   * @param className dotted name
   * @param method as the source names it
   * @param byDifficulty how many findings of each difficulty, all of them
   * @param byPart how many things of each kind and difficulty; those there are
   */
  record Place(
      String className,
      String method,
      Map<Difficulty, Integer> byDifficulty,
      Map<Part, Map<Difficulty, Integer>> byPart) {
    private int things(Difficulty difficulty) {
      return byPart.values().stream().mapToInt(each -> each.getOrDefault(difficulty, 0)).sum();
    }

    private int things() {
      return things(Difficulty.NONE) + things(Difficulty.REDESIGN) + things(Difficulty.CARE);
    }
  }

  static ScanSummary of(Application application, PythonResult python, List<Finding> findings) {
    List<Use> onStreams =
        application.uses().stream()
            .filter(use -> !use.isReference() && application.isOnStream(use.call()))
            .toList();
    int outputs = (int) onStreams.stream().filter(application::isOutput).count();
    return new ScanSummary(
        (int) application.uses().stream().filter(application::isSource).count()
            + count(python, "source"),
        onStreams.size() - outputs + count(python, "operator"),
        outputs + count(python, "output"),
        count(findings),
        parts(findings),
        hardest(findings));
  }

  private static int count(PythonResult python, String role) {
    return (int)
        python.uses().stream()
            .filter(use -> use.kind() == PythonUse.Kind.CALL && use.role().equals(role))
            .count();
  }

  private static List<Place> hardest(List<Finding> findings) {
    Map<String, List<Finding>> byPlace =
        findings.stream()
            .collect(
                Collectors.groupingBy(
                    finding -> finding.className() + "." + finding.method(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return byPlace.values().stream()
        .map(all -> new Place(all.get(0).className(), all.get(0).method(), count(all), parts(all)))
        .filter(place -> place.things() > 0)
        .sorted(
            Comparator.comparing((Place place) -> -place.things(Difficulty.REDESIGN))
                .thenComparing(place -> -place.things(Difficulty.CARE)))
        .limit(HARDEST)
        .toList();
  }

  private static Map<Part, Map<Difficulty, Integer>> parts(List<Finding> findings) {
    Map<Part, Map<Difficulty, Integer>> parts = new EnumMap<>(Part.class);
    for (Finding finding : findings) {
      if (finding.part() != Part.DETAIL) {
        parts
            .computeIfAbsent(finding.part(), part -> new EnumMap<>(Difficulty.class))
            .merge(finding.difficulty(), 1, Integer::sum);
      }
    }
    return parts;
  }

  private static Map<Difficulty, Integer> count(List<Finding> findings) {
    Map<Difficulty, Integer> count = new EnumMap<>(Difficulty.class);
    for (Difficulty difficulty : Difficulty.values()) {
      count.put(difficulty, 0);
    }
    findings.forEach(finding -> count.merge(finding.difficulty(), 1, Integer::sum));
    return count;
  }
}
