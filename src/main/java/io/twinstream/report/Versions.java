package io.twinstream.report;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Scanner;

/**
 * What runs, or made a page. The versions of others come from their jars, as their classes are not
 * everywhere, and take long to load.
 */
public final class Versions {
  private Versions() {}

  /** Returns for example {@code twinstream 1.0, Spark 3.5.3, Java 17.0.15}. */
  static String text() {
    List<String> all = new ArrayList<>();
    all.add("twinstream " + ours().orElse("(not packaged)"));
    spark().ifPresent(version -> all.add("Spark " + version));
    all.add("Java " + System.getProperty("java.version"));
    return String.join(", ", all);
  }

  /** Returns ours, with the commit that it was built from where that is known. */
  public static Optional<String> ours() {
    return Optional.ofNullable(Versions.class.getPackage().getImplementationVersion())
        .map(version -> version + text("commit.txt").map(" (%s)"::formatted).orElse(""));
  }

  /** Returns Spark's. */
  public static Optional<String> spark() {
    return property("/spark-version-info.properties", "version");
  }

  /** Returns Scala's. */
  public static Optional<String> scala() {
    return property("/library.properties", "version.number");
  }

  /** Returns the text of a resource; empty if there is none, or nothing in it. */
  private static Optional<String> text(String resource) {
    try (InputStream in = Versions.class.getResourceAsStream(resource)) {
      return Optional.ofNullable(in).map(Scanner::new).filter(Scanner::hasNext).map(Scanner::next);
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private static Optional<String> property(String resource, String key) {
    try (InputStream in = Versions.class.getResourceAsStream(resource)) {
      if (in == null) {
        return Optional.empty();
      }
      Properties properties = new Properties();
      properties.load(in);
      return Optional.ofNullable(properties.getProperty(key));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}
