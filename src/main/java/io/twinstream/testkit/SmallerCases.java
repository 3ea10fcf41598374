package io.twinstream.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a case that fails smaller as long as it fails: fewer batches, then fewer lines. */
final class SmallerCases {
  private int trials;

  /**
   * @param trials how many smaller cases are tried at most
   */
  SmallerCases(int trials) {
    this.trials = trials;
  }

  /** Returns the smallest case that was found to fail. */
  <T> List<List<T>> of(List<List<T>> failing, Predicate<List<List<T>>> fails) {
    List<List<T>> smallest = failing;
    boolean isSmaller = true;
    while (isSmaller) {
      isSmaller = false;
      for (List<List<T>> smaller : smaller(smallest)) {
        if (trials == 0) {
          return smallest;
        }
        trials--;
        if (fails.test(smaller)) {
          smallest = smaller;
          isSmaller = true;
          break;
        }
      }
    }
    return smallest;
  }

  private static <T> List<List<List<T>>> smaller(List<List<T>> batches) {
    List<List<List<T>>> all = new ArrayList<>();
    for (int k = batches.size() - 1; k >= 0 && batches.size() > 1; k--) {
      List<List<T>> fewer = new ArrayList<>(batches);
      fewer.remove(k);
      all.add(fewer);
    }
    for (int k = 0; k < batches.size(); k++) {
      for (int i = 0; i < batches.get(k).size(); i++) {
        List<List<T>> fewer = new ArrayList<>(batches);
        List<T> lines = new ArrayList<>(batches.get(k));
        lines.remove(i);
        fewer.set(k, lines);
        all.add(fewer);
      }
    }
    return all;
  }
}
