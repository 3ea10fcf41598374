package io.twinstream.migration.compare.rows;

import io.twinstream.error.UserError;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds which column of the right is which of the left. */
final class Names {
  /** The columns of one side, and what it is called in messages. */
  record Of(String spec, List<String> columns) {
    /**
     * Returns the column of that name, or the only one that differs by case alone.
     *
     * @throws UserError if there are several of these
     */
    Optional<String> find(String name) {
      if (columns.contains(name)) {
        return Optional.of(name);
      }
      List<String> alike = columns.stream().filter(each -> each.equalsIgnoreCase(name)).toList();
      if (alike.size() > 1) {
        throw UserError.usage(
            "%s: column '%s' may be any of %s: write it exactly".formatted(spec, name, alike));
      }
      return alike.stream().findFirst();
    }

    String get(String name, String what) {
      return find(name).orElseThrow(() -> missing(what, name));
    }

    UserError missing(String what, String name) {
      return UserError.usage(
          "%s: has no column '%s', %s; it has %s"
              .formatted(spec, name, what, String.join(", ", columns)));
    }
  }

  /** A column as each side calls it. */
  record Pair(String left, String right) {}

  private final Of left;
  private final Of right;
  private final Map<String, String> renamed;
  private final List<String> notes = new ArrayList<>();

  Names(Of left, Of right, Map<String, String> renamed) {
    this.left = left;
    this.right = right;
    this.renamed = renamed;
    renamed.forEach(
        (one, other) -> {
          left.get(one, "which is to be renamed");
          right.get(other, "which '%s' of the left is to be".formatted(one));
        });
  }

  /** Returns what was found by more than the exact name. */
  List<String> notes() {
    return notes;
  }

  /**
   * Returns the column on both sides.
   *
   * @param what it is for, for messages
   */
  Pair pair(String name, String what) {
    String mine = left.get(name, what);
    String wanted =
        renamed.entrySet().stream()
            .filter(each -> left.find(each.getKey()).filter(mine::equals).isPresent())
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(mine);
    String other = right.get(wanted, what);
    if (!other.equals(wanted)) {
      notes.add("column '%s' of the right is taken for '%s'".formatted(other, mine));
    }
    return new Pair(mine, other);
  }

  /**
   * Returns the columns that are left when some are taken or ignored.
   *
   * @throws UserError if the sides have not the same ones
   */
  List<Pair> others(List<Pair> taken, Set<String> ignored) {
    Set<String> onLeft = new LinkedHashSet<>(left.columns);
    Set<String> onRight = new LinkedHashSet<>(right.columns);
    for (String name : ignored) {
      Optional<String> mine = left.find(name);
      Optional<String> other = right.find(name);
      if (mine.isEmpty() && other.isEmpty()) {
        throw UserError.usage(
            "column '%s', which is to be ignored, is on neither side: the left has %s, the right %s"
                .formatted(
                    name, String.join(", ", left.columns), String.join(", ", right.columns)));
      }
      mine.ifPresent(onLeft::remove);
      other.ifPresent(onRight::remove);
    }
    for (Pair each : taken) {
      onLeft.remove(each.left);
      onRight.remove(each.right);
    }
    List<Pair> pairs = new ArrayList<>();
    for (String name : onLeft) {
      Pair pair = pair(name, "which the left has; ignore it, or say what it is called here");
      if (!onRight.remove(pair.right)) {
        throw UserError.usage(
            "column '%s' of the right is ignored or taken, and the left has '%s': ignore both or none"
                .formatted(pair.right, name));
      }
      pairs.add(pair);
    }
    if (!onRight.isEmpty()) {
      throw left.missing(
          "which the right has; ignore it, or say what it is called here",
          onRight.iterator().next());
    }
    return pairs;
  }
}
