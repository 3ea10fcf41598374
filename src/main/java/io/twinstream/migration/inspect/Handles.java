package io.twinstream.migration.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The objects of a stream, which what comes later may refer to by their number. */
final class Handles {
  /** Stands for an object that was forgotten. */
  static final Object FORGOTTEN = new Object();

  private static final int NEAR = 1 << 15;
  private static final int MOST_TEXTS = 1 << 14;

  private final List<Object> near = new ArrayList<>();

  /** The numbers of those that are far, ascending, and beside each what it is. */
  private int[] farNumbers = new int[16];

  private Object[] farValues = new Object[16];
  private int farCount;

  /** Equal texts are held once, as the same few come in many objects. */
  private final Map<String, String> texts = new HashMap<>();

  /** The number of the first that is near. */
  private int firstNear;

  private long beforeReset;

  int size() {
    return firstNear + near.size();
  }

  /** Returns how many are in memory. */
  int held() {
    return farCount + near.size();
  }

  Object get(int handle) {
    if (handle >= firstNear) {
      return near.get(handle - firstNear);
    }
    int at = Arrays.binarySearch(farNumbers, 0, farCount, handle);
    return at < 0 ? FORGOTTEN : farValues[at];
  }

  /** Returns the new one's number. */
  int add(Object value) {
    near.add(value);
    return size() - 1;
  }

  void set(int handle, Object value) {
    near.set(handle - firstNear, value);
  }

  void removeFrom(int handle) {
    near.subList(handle - firstNear, near.size()).clear();
  }

  /** The numbers begin anew. */
  void reset() {
    beforeReset += size();
    near.clear();
    Arrays.fill(farValues, 0, farCount, null);
    farCount = 0;
    texts.clear();
    firstNear = 0;
  }

  /** Returns the number that resets do not change. */
  int inStream(int handle) {
    return Math.toIntExact(beforeReset + handle);
  }

  /** Tells whether so many are in memory that {@link #forget} would be worth its time. */
  boolean areMany() {
    return near.size() >= 2 * NEAR;
  }

  /** Keeps of those that are far the classes, and what is wanted by its number in the stream. */
  void forget(BitSet wanted) {
    int count = near.size() - NEAR;
    for (int i = 0; i < count; i++) {
      Object value = near.get(i);
      if (value instanceof ClassDescription || wanted.get(inStream(firstNear + i))) {
        hold(firstNear + i, value);
      }
    }
    near.subList(0, count).clear();
    firstNear += count;
  }

  private void hold(int number, Object value) {
    if (farCount == farNumbers.length) {
      farNumbers = Arrays.copyOf(farNumbers, 2 * farCount);
      farValues = Arrays.copyOf(farValues, 2 * farCount);
    }
    farNumbers[farCount] = number;
    farValues[farCount++] = value instanceof String text ? once(text) : value;
  }

  private String once(String text) {
    return texts.size() < MOST_TEXTS
        ? texts.computeIfAbsent(text, any -> any)
        : texts.getOrDefault(text, text);
  }

  /** Returns them in the order of the stream; only where none was forgotten. */
  List<Object> all() {
    return Collections.unmodifiableList(near);
  }
}
