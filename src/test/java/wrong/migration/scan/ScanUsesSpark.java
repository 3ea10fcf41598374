package wrong.migration.scan;

import org.apache.spark.streaming.api.java.JavaDStream;

/** A scanner that needs the class it looks for. */
public final class ScanUsesSpark {
  private ScanUsesSpark() {}

  public static String name() {
    return JavaDStream.class.getName();
  }
}
