package io.twinstream.restart;

import io.twinstream.error.UserError;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.StreamingContext;
import scala.Tuple2;

/** Calls the application's factory, with the settings that are asked for. */
final class MadeContext {
  private final Overrides overrides;
  private final Callable<StreamingContext> factory;

  MadeContext(Overrides overrides, Callable<StreamingContext> factory) {
    this.overrides = overrides;
    this.factory = factory;
  }

  /**
   * Returns what the factory makes.
   *
   * @throws UserError if the factory sets one of the settings otherwise
   */
  StreamingContext context() {
    StreamingContext made = made();
    Map<String, String> settings = settings(made.sparkContext().getConf());
    Map<String, String> others = overrides.beside(settings);
    if (!others.isEmpty()) {
      made.stop(true, false);
      Map<String, String> found = new LinkedHashMap<>();
      others.keySet().forEach(key -> found.put(key, settings.get(key)));
      throw UserError.usage(
          "settings %s: the program itself sets %s: leave them to one of the two"
              .formatted(others, found));
    }
    return made;
  }

  Overrides overrides() {
    return overrides;
  }

  /**
   * Returns what the factory makes, with those settings that it does not set itself: a new {@code
   * SparkConf} takes them from the system's properties.
   */
  StreamingContext made() {
    Map<String, String> before = new LinkedHashMap<>();
    overrides
        .asked()
        .forEach((key, value) -> before.put(key, System.setProperty(key, value)));
    try {
      return factory.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw UserError.failed("the program's factory failed: %s".formatted(e.getMessage()), e);
    } finally {
      before.forEach(
          (key, value) -> {
            if (value == null) {
              System.clearProperty(key);
            } else {
              System.setProperty(key, value);
            }
          });
    }
  }

  /** Returns the settings of a configuration. */
  static Map<String, String> settings(SparkConf conf) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Tuple2<String, String> each : conf.getAll()) {
      settings.put(each._1(), each._2());
    }
    return settings;
  }
}
