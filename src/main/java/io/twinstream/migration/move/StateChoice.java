package io.twinstream.migration.move;

import io.twinstream.error.UserError;
import io.twinstream.migration.inspect.FieldChoice;
import java.util.List;
import java.util.Set;

/**
 * What of an application's state is copied.
 *
 * @param names the operators; empty for all
 * @param fields the fields
 */
public record StateChoice(Set<String> names, FieldChoice fields) {
  /** All of it. */
  public static final StateChoice ALL = new StateChoice(Set.of(), FieldChoice.ALL);

  /** Tells whether an operator's state is copied. */
  public boolean takes(String name) {
    return names.isEmpty() || names.contains(name);
  }

  /**
   * Checks that there is state of every name.
   *
   * @param checkpoint the folder, for the message
   * @param there the names there are
   * @param warnings what is not taken is added to them
   * @throws UserError if there is none of a name
   */
  void check(String checkpoint, List<String> there, List<String> warnings) {
    for (String name : names) {
      if (!there.contains(name)) {
        throw UserError.usage(
            "checkpoint %s: no state '%s': there is %s".formatted(checkpoint, name, there));
      }
    }
    there.stream()
        .filter(name -> !takes(name))
        .forEach(name -> warnings.add("%s: not taken, as others were named".formatted(name)));
  }
}
