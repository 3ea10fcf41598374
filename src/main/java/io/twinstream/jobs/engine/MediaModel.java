package io.twinstream.jobs.engine;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What users like, as ALS has learned it, and how often each item was played then; free of Spark.
 * An ordinary class, as Spark's Kryo reads no records.
 */
public final class MediaModel implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final HashMap<String, float[]> users;
  private final HashMap<String, float[]> items;
  private final HashMap<String, Long> plays;

  /**
   * @param name of its folder; empty for the one that is trained at the start
   * @param users factors of each
   * @param items factors of each, as many
   * @param plays of each item
   */
  public MediaModel(
      String name,
      Map<String, float[]> users,
      Map<String, float[]> items,
      Map<String, Long> plays) {
    this.name = name;
    this.users = new HashMap<>(users);
    this.items = new HashMap<>(items);
    this.plays = new HashMap<>(plays);
  }

  /** Returns which model it is. */
  public String name() {
    return name;
  }

  /** Returns the items that were played when it was trained. */
  public Set<String> items() {
    return plays.keySet();
  }

  /** Returns how often an item was played then; 0 for a new one. */
  public long plays(String item) {
    return plays.getOrDefault(item, 0L);
  }

  /** Tells whether it can say how much a user likes an item. */
  public boolean knows(String user, String item) {
    return users.containsKey(user) && items.containsKey(item);
  }

  /**
   * Returns how much a user likes an item that it {@link #knows}: about 1 if much, about 0 if not.
   */
  public double preference(String user, String item) {
    float[] one = users.get(user);
    float[] other = items.get(item);
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (double) one[i] * other[i];
    }
    return sum;
  }
}
