package io.twinstream.report;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** What a page was made by. Spark's version comes from its jar, as some pages are made without. */
final class Versions {
  private Versions() {}

  /** Returns for example {@code twinstream 1.0, Spark 3.5.3, Java 17.0.15}. */
  static String text() {
    List<String> all = new ArrayList<>();
    String ours = Versions.class.getPackage().getImplementationVersion();
    all.add(ours == null ? "twinstream (not packaged)" : "twinstream " + ours);
    String spark = spark();
    if (spark != null) {
      all.add("Spark " + spark);
    }
    all.add("Java " + System.getProperty("java.version"));
    return String.join(", ", all);
  }

  private static String spark() {
    try (InputStream in = Versions.class.getResourceAsStream("/spark-version-info.properties")) {
      if (in == null) {
        return null;
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException unreadable) {
      return null;
    }
  }
}
