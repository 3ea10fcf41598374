package io.twinstream.migration.scan;

import io.twinstream.error.Plural;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The streams of a program, from their sources to the outputs.
 *
 * @param program where it begins: {@code com.acme.Job.main}
 * @param batch the batch interval, as {@code 5 s}; empty if it is not constant
 * @param checkpoint the checkpoint directory; empty if none is set, {@code ?} if it is not constant
 * @param isRestored whether the program starts again from its checkpoint
 * @param steps each behind those that it takes streams from
 * @param handOvers what the port must begin with
 */
record ProgramFlow(
    String program,
    String batch,
    String checkpoint,
    boolean isRestored,
    List<Step> steps,
    List<HandOver> handOvers) {

  /** How many points a step of each difficulty counts; an order of size, and no days. */
  private static final Map<Difficulty, Integer> POINTS =
      new EnumMap<>(
          Map.of(
              Difficulty.DROP, 0,
              Difficulty.MECHANICAL, 1,
              Difficulty.CARE, 3,
              Difficulty.REDESIGN, 8,
              Difficulty.NONE, 8));

  static final String POINTS_EXPLAINED =
      "points: 1 for a step that is mechanical, 3 with care, 8 to redesign or without equivalent;"
          + " they order the work, and are no days";

  /** The one to begin with first. */
  static final Comparator<ProgramFlow> EASIEST =
      Comparator.comparingInt(ProgramFlow::points).thenComparing(ProgramFlow::program);

  /** Returns how much work its steps are. */
  int points() {
    return steps.stream().mapToInt(step -> POINTS.get(step.rule().difficulty())).sum();
  }

  /** Returns what is known of it as a whole: {@code batch 5 s; no checkpoint; 12 points: ...}. */
  String facts() {
    Map<Part, Integer> counts = new TreeMap<>();
    steps.forEach(step -> counts.merge(step.part(), 1, Integer::sum));
    String parts =
        counts.entrySet().stream()
            .map(each -> each.getKey().words(each.getValue()))
            .collect(Collectors.joining(", "));
    return "%s; %s; %s: %s"
        .formatted(
            batch.isEmpty() ? "batch interval not constant" : "batch " + batch,
            checkpointWords(),
            Plural.of(points(), "point"),
            parts);
  }

  private String checkpointWords() {
    if (checkpoint.isEmpty()) {
      return "no checkpoint";
    }
    String directory = checkpoint.equals("?") ? "a checkpoint" : "checkpoint " + checkpoint;
    return directory + (isRestored ? ", restored" : ", never restored");
  }

  /** Returns the steps that take a stream from that one. */
  List<Step> after(Step step) {
    return steps.stream().filter(each -> each.from().contains(step.number())).toList();
  }

  /** Returns the steps in the order of a walk: each once, below the first that it comes from. */
  List<Line> lines() {
    Map<Integer, Integer> firstParent = new HashMap<>();
    steps.forEach(
        step -> firstParent.put(step.number(), step.from().stream().findFirst().orElse(0)));
    List<Line> lines = new ArrayList<>();
    for (Step step : steps) {
      if (firstParent.get(step.number()) == 0) {
        walk(step, "", "", firstParent, lines);
      }
    }
    return lines;
  }

  /** Returns the steps as a small picture, a line each. */
  String picture() {
    return lines().stream().map(line -> line.text() + "\n").collect(Collectors.joining());
  }

  private void walk(
      Step step, String head, String indent, Map<Integer, Integer> firstParent, List<Line> lines) {
    lines.add(new Line(head, step));
    List<Step> below =
        after(step).stream()
            .filter(each -> firstParent.get(each.number()) == step.number())
            .toList();
    for (int i = 0; i < below.size(); i++) {
      boolean isLast = i == below.size() - 1;
      walk(
          below.get(i),
          indent + (isLast ? "└─ " : "├─ "),
          indent + (isLast ? "   " : "│  "),
          firstParent,
          lines);
    }
  }

  /**
   * A step where it is drawn.
   *
   * @param head the branches before it
   * @param step the step
   */
  record Line(String head, Step step) {
    /** Returns for example {@code └─ 3 join, also from 7}. */
    String text() {
      List<Integer> others = step.from().stream().skip(1).toList();
      String also =
          others.isEmpty()
              ? ""
              : ", also from "
                  + String.join(", ", others.stream().map(number -> "#" + number).toList());
      return "%s#%d %s%s".formatted(head, step.number(), step.title(), also);
    }
  }
}
