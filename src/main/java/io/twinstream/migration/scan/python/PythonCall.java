package io.twinstream.migration.scan.python;

import java.util.List;
import java.util.Map;

/**
 * A call in a program, equal to no other: two of one name may share a line.
 *
 * @param place its place in the list of all
 * @param use what is called, and where
 * @param from the calls whose streams it takes, by their places
 * @param arguments by PySpark's names of the parameters, where a value other than {@code None} is
 *     given and the table of parameters knows the name
 * @param collecting where the function that it gets brings records of a batch to the driver
 */
public record PythonCall(
    int place,
    PythonUse use,
    List<Integer> from,
    Map<String, PythonArgument> arguments,
    List<PythonUse> collecting) {

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return place;
  }
}
