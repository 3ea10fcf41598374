package io.twinstream.migration.inspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The frozen configuration, and which keys of it a restart takes from elsewhere: {@code
 * Checkpoint.createSparkConf} (S/Checkpoint.scala), {@code propertiesToReload}; the same in Spark
 * 3.3 to 4.1 but for Mesos, which ended with 4.0.
 */
public final class Settings {
  private static final Set<String> RELOADED =
      Set.of(
          "spark.yarn.app.id",
          "spark.yarn.app.attemptId",
          "spark.driver.host",
          "spark.driver.bindAddress",
          "spark.driver.port",
          "spark.master",
          "spark.ui.port",
          "spark.ui.filters",
          "spark.blockManager.port",
          "spark.kubernetes.driver.pod.name",
          "spark.kubernetes.executor.podNamePrefix",
          "spark.yarn.jars",
          "spark.yarn.keytab",
          "spark.yarn.principal",
          "spark.kerberos.keytab",
          "spark.kerberos.principal",
          "spark.mesos.driver.frameworkId");

  /** The parameters of YARN's filter of the web pages are reloaded too. */
  private static final String YARN_FILTER =
      "spark.org.apache.hadoop.yarn.server.webproxy.amfilter.AmIpFilter";

  private Settings() {}

  /** Tells whether a restart takes a setting from its launch. */
  public static boolean isReloaded(String key) {
    return RELOADED.contains(key) || key.startsWith(YARN_FILTER);
  }

  /** Returns the settings of a checkpoint's {@code sparkConfPairs}, by key. */
  static List<Checkpoint.Setting> of(Object sparkConfPairs) {
    List<Checkpoint.Setting> settings = new ArrayList<>();
    for (Object pair : CollectionValues.elements(sparkConfPairs)) {
      List<Object> both = Tuples.members(pair);
      String key = String.valueOf(both.get(0));
      settings.add(
          new Checkpoint.Setting(
              key,
              Masking.masked(key, String.valueOf(both.get(1))),
              isReloaded(key)
                  ? Checkpoint.Setting.OnRestart.RELOADED
                  : Checkpoint.Setting.OnRestart.FROZEN));
    }
    settings.sort(Comparator.comparing(Checkpoint.Setting::key));
    return settings;
  }
}
