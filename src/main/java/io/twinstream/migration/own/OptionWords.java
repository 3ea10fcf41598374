package io.twinstream.migration.own;

import io.twinstream.error.UserError;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.apache.spark.network.util.JavaUtils;

/**
 * A job's options as words, for the parameters of a method: an array of strings, a map or
 * properties take all of them ({@code name=value}), any other the next one.
 */
final class OptionWords {
  private static final Map<Class<?>, Function<String, Object>> ONE =
      Map.ofEntries(
          Map.entry(String.class, text -> text),
          Map.entry(int.class, Integer::valueOf),
          Map.entry(Integer.class, Integer::valueOf),
          Map.entry(long.class, Long::valueOf),
          Map.entry(Long.class, Long::valueOf),
          Map.entry(double.class, Double::valueOf),
          Map.entry(Double.class, Double::valueOf),
          Map.entry(boolean.class, Boolean::valueOf),
          Map.entry(Boolean.class, Boolean::valueOf),
          Map.entry(Duration.class, text -> Duration.ofMillis(JavaUtils.timeStringAsMs(text))),
          Map.entry(
              org.apache.spark.streaming.Duration.class,
              text -> new org.apache.spark.streaming.Duration(JavaUtils.timeStringAsMs(text))));

  private final TwinMethod method;
  private final List<String> words;
  private int next;
  private boolean isAllTaken;

  OptionWords(TwinMethod method, List<String> words) {
    this.method = method;
    this.words = words;
  }

  /** Tells whether a parameter takes words; one that takes a word only where there are some. */
  static boolean isTaken(Class<?> parameter, List<String> words) {
    return isAll(parameter) || !words.isEmpty() && ONE.containsKey(parameter);
  }

  private static boolean isAll(Class<?> parameter) {
    return parameter == String[].class || parameter == Map.class || parameter == Properties.class;
  }

  /**
   * Returns what a parameter takes.
   *
   * @throws UserError if no word is left, or the word cannot be read
   */
  Object of(Class<?> parameter) {
    if (isAll(parameter)) {
      isAllTaken = true;
      return parameter == String[].class ? words.toArray(String[]::new) : pairs(parameter);
    }
    if (next == words.size()) {
      throw wrong("is given %d job options and takes more".formatted(words.size()));
    }
    String word = words.get(next);
    next++;
    try {
      return ONE.get(parameter).apply(word);
    } catch (IllegalArgumentException e) {
      throw wrong("job option '%s' is no %s".formatted(word, parameter.getSimpleName()));
    }
  }

  private Object pairs(Class<?> parameter) {
    Map<String, String> pairs = new HashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw wrong("job option '%s': write NAME=VALUE".formatted(word));
      }
      pairs.put(word.substring(0, equals), word.substring(equals + 1));
    }
    if (parameter == Map.class) {
      return pairs;
    }
    Properties properties = new Properties();
    properties.putAll(pairs);
    return properties;
  }

  /**
   * Checks that no word is left by a method that takes some.
   *
   * @throws UserError if one is
   */
  void checkTaken() {
    if (!isAllTaken && next > 0 && next < words.size()) {
      throw wrong("job option '%s' is one too many".formatted(words.get(next)));
    }
  }

  private UserError wrong(String what) {
    return UserError.usage("%s: %s; it is %s".formatted(method.spec(), what, method.signature()));
  }
}
