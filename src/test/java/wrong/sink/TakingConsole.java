package wrong.sink;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/** A console that takes the first rows of a batch and leaves the rest uncomputed. */
public final class TakingConsole {
  private TakingConsole() {}

  public static <R> List<R> first(JavaRDD<R> rows) {
    return rows.take(21);
  }
}
