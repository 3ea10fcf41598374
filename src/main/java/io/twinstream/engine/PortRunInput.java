package io.twinstream.engine;

import io.twinstream.api.PortInput;
import io.twinstream.api.WindowAlignment;
import io.twinstream.savepoint.SavedState;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The input of a query, or of one micro-batch of it. */
final class PortRunInput implements PortInput {
  private final Dataset<Row> lines;
  private final SavepointStart start;
  private boolean isStartTaken;

  PortRunInput(Dataset<Row> lines, SavepointStart start) {
    this.lines = lines;
    this.start = start;
  }

  @Override
  public Dataset<Row> lines() {
    return lines;
  }

  @Override
  public SparkSession session() {
    return lines.sparkSession();
  }

  @Override
  public <S> KeyValueGroupedDataset<String, S> state(Encoder<S> state, String... fields) {
    return SavedState.grouped(session(), start().state(fields), state);
  }

  @Override
  public Optional<Dataset<Row>> values(String field) {
    return start().onlyState().map(saved -> saved.values(session(), field));
  }

  @Override
  public WindowAlignment windows(long zeroTimeMillis) {
    return start().windows().orElse(new WindowAlignment(zeroTimeMillis, Long.MIN_VALUE));
  }

  private SavepointStart start() {
    isStartTaken = true;
    return start;
  }

  /** Tells whether the topology has asked for anything of what the run starts from. */
  boolean isStartTaken() {
    return isStartTaken;
  }
}
