package io.twinstream.engine;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * A count that the tasks of a classic job add to, and that goes on after a recovery: the checkpoint
 * holds its value, and the restarted driver makes an accumulator that begins with it.
 *
 * <p>It is a diagnosis and no result: what a batch had added before the driver died is added again
 * when the batch is run again, and so is what a task adds that is run twice. Counts that must be
 * exact belong into the state.
 */
final class RunningTally implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final PerContext<LongAccumulator> accumulator = PerContext.of(spark -> begin(spark.sc()));
  private long before;
  private transient LongAccumulator newest;

  /**
   * @param name as Spark's page and logs show it
   */
  public RunningTally(String name) {
    this.name = name;
  }

  /** Returns the accumulator of that context; on the driver, with each batch. */
  public synchronized LongAccumulator in(SparkContext context) {
    newest = accumulator.in(context);
    return newest;
  }

  /** Returns what was counted, by the driver before this one too. */
  public synchronized long total() {
    return newest == null ? before : newest.value();
  }

  private LongAccumulator begin(SparkContext context) {
    LongAccumulator made = new LongAccumulator();
    made.add(before);
    context.register(made, name);
    return made;
  }

  private synchronized void writeObject(ObjectOutputStream out) throws IOException {
    before = total();
    out.defaultWriteObject();
  }
}
