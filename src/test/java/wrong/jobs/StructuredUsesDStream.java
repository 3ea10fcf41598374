package wrong.jobs;

import org.apache.spark.streaming.api.java.JavaDStream;

/** A port that uses the classic engine. */
public final class StructuredUsesDStream {
  private StructuredUsesDStream() {}

  public static void print(JavaDStream<String> lines) {
    lines.print();
  }
}
