package io.twinstream.restart;

import io.twinstream.error.UserError;
import io.twinstream.migration.inspect.Settings;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The settings that are asked for, of which none is one that a restart cannot change. */
final class Overrides {
  private static final String OF_LAUNCH =
      "Spark takes it from the launch at every start: give it to spark-submit";
  private static final String OF_JVM =
      "the driver's JVM has begun with it already: give it to spark-submit";
  private static final String OF_STATE =
      "the state in the checkpoint was written with it, and is read by it";

  /** What asks for another batch interval, which is no setting of Spark. */
  private static final Pattern INTERVAL =
      Pattern.compile("(?i)spark\\.streaming\\.batch\\W?(duration|interval).*");

  private static final Map<String, String> REFUSED = refused();

  private final Map<String, String> asked;

  private Overrides(Map<String, String> asked) {
    this.asked = asked;
  }

  /**
   * Returns them.
   *
   * @throws UserError if one is none, or cannot be changed
   */
  static Overrides of(Map<String, String> asked) {
    asked.forEach(Overrides::check);
    return new Overrides(Collections.unmodifiableMap(new TreeMap<>(asked)));
  }

  private static void check(String key, String value) {
    if (key == null || !key.startsWith("spark.") || value == null) {
      throw UserError.usage(
          "setting %s=%s: is none of Spark, whose names begin with spark., or has no value"
              .formatted(key, value));
    }
    if (Settings.isReloaded(key)) {
      throw refused(key, OF_LAUNCH);
    }
    if (INTERVAL.matcher(key).matches()) {
      throw refused(
          key,
          "the batch interval is part of the checkpointed graph and no setting: it stays as it was");
    }
    REFUSED.forEach(
        (name, why) -> {
          if (key.equals(name) || name.endsWith(".") && key.startsWith(name)) {
            throw refused(key, why);
          }
        });
  }

  private static UserError refused(String key, String why) {
    return UserError.usage("setting %s: cannot be changed here: %s".formatted(key, why));
  }

  /** By name, or by what a name begins with. */
  private static Map<String, String> refused() {
    Map<String, String> why = new LinkedHashMap<>();
    why.put("spark.submit.deployMode", OF_LAUNCH);
    why.put("spark.driver.memory", OF_JVM);
    why.put("spark.driver.extraJavaOptions", OF_JVM);
    why.put("spark.driver.extraClassPath", OF_JVM);
    why.put("spark.driver.extraLibraryPath", OF_JVM);
    why.put("spark.serializer", OF_STATE);
    why.put("spark.kryo.", OF_STATE);
    why.put("spark.checkpoint.compress", OF_STATE);
    why.put("spark.io.compression.codec", OF_STATE);
    why.put(
        "spark.streaming.checkpoint.directory", "the checkpoint directory is the one of this call");
    why.put(
        "spark.streaming.fileStream.minRememberDuration",
        "the checkpointed file streams keep what they began with");
    return why;
  }

  /** Returns all of them. */
  Map<String, String> asked() {
    return asked;
  }

  /** Returns those that are not so already. */
  Map<String, String> beside(Map<String, String> settings) {
    Map<String, String> changes = new TreeMap<>(asked);
    changes.entrySet().removeIf(each -> each.getValue().equals(settings.get(each.getKey())));
    return changes;
  }
}
