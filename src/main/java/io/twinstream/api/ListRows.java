package io.twinstream.api;

import java.util.List;

/** Rows held by the driver, as one partition. */
record ListRows<R>(List<R> rows) implements BatchRows<R> {
  @Override
  public <M> List<M> map(PartitionFunction<R, M> function) {
    try {
      return List.of(function.apply(rows.iterator(), new Task(0, 0)));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) { // as a task of Spark would
      throw new IllegalStateException(e);
    }
  }
}
