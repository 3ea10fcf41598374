package io.twinstream.bench.shared;

import io.twinstream.api.Source;
import io.twinstream.engine.Sessions;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The session of every contestant that runs on Spark in this JVM: two cores, no web page. */
public final class BenchSession {
  private BenchSession() {}

  /**
   * Returns a new one.
   *
   * @param settings of the contestant
   */
  public static SparkSession open(Map<String, String> settings, Source source) {
    Map<String, String> conf = new HashMap<>(settings);
    conf.put("spark.master", "local[2]");
    conf.put("spark.ui.enabled", "false");
    return Sessions.open("twinstream bench", conf, source);
  }
}
