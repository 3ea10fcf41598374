package wrong.jobs;

import org.apache.spark.api.java.JavaRDD;

/** A rule that knows an engine. */
public final class SparkInRule {
  private SparkInRule() {}

  public static long count(JavaRDD<String> lines) {
    return lines.count();
  }
}
