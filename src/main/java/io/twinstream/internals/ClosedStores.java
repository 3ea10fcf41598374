package io.twinstream.internals;

import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.sql.execution.streaming.state.StateStore$;

/**
 * Closes the state stores of the driver's JVM when its application ends. Spark leaves them open,
 * and where RocksDB is still compacting when the JVM exits, the JVM hangs for ever: its exit waits
 * for RocksDB's thread, and that thread, which logs through Java, waits for the exit.
 *
 * <p>Depends on {@code StateStore.stop}, which Spark's own suites use.
 */
public final class ClosedStores extends SparkListener {
  @Override
  public void onApplicationEnd(SparkListenerApplicationEnd end) {
    StateStore$.MODULE$.stop();
  }
}
