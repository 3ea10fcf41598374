package io.twinstream.ends.files;

import io.twinstream.api.HadoopSettings;
import io.twinstream.api.RowFormat;
import io.twinstream.api.SinkRows;
import io.twinstream.ends.ColumnType;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes each batch as Parquet files {@code batch-<batch>-<run>-<part>.parquet} of one directory:
 * the column {@code batch}, then the row's. They appear, and replace those of an earlier writing,
 * as the files of {@link JsonSink} do.
 */
final class ParquetSink<R> extends StagedSink<R> {
  private static final long serialVersionUID = 1L;
  private static final String KIND = "parquet";

  private final RowFormat format;
  private final LinkedHashMap<String, ColumnType> columns;

  ParquetSink(String directory, SinkRows<R> rows, HadoopSettings hadoop) {
    super(KIND, directory, rows.runId(), hadoop);
    this.format = rows.format();
    this.columns = ColumnType.ofColumns(rows, sink());
  }

  @Override
  Staging.PartWriter<R> part(long batch) {
    return new PartParquet<>(sink(), format, columns, new LinkedHashMap<>(Map.of("batch", batch)));
  }

  @Override
  void publish(FileSystem files, Path target, String name, Path done, List<String> parts)
      throws IOException {
    PartFiles.publish(files, target, name, ".parquet", done, parts);
  }
}
