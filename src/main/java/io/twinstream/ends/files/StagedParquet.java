package io.twinstream.ends.files;

import io.twinstream.api.BatchRows;
import io.twinstream.api.HadoopSettings;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * Rows of a batch that the tasks write as Parquet files for Spark to read: in the folder {@code
 * .staging} of a table's directory, which is there only meanwhile.
 */
public final class StagedParquet implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String sink;
  private final Staging staging;

  /**
   * @param sink as it was written on the command line
   * @param directory of the table
   */
  public StagedParquet(String sink, String directory, String runId, HadoopSettings hadoop) {
    this.sink = sink;
    this.staging = new Staging(sink, directory, runId, hadoop);
  }

  /**
   * Writes a file and deletes it.
   *
   * @throws io.twinstream.error.UserError if that is not possible
   */
  public void check() {
    staging.check();
  }

  /** Deletes what earlier drivers of the run left behind. */
  public void takeOver() {
    staging.takeOver((files, name, done, parts) -> {});
  }

  /** Something that reads the files. */
  @FunctionalInterface
  public interface Reading {
    /**
     * Reads them to the end.
     *
     * @param files none if there are no rows
     */
    void read(List<String> files);
  }

  /** Writes the rows, has them read, and deletes the files. */
  public <R> void pass(BatchRows<R> rows, long batch, PartParquet<R> columns, Reading reading) {
    try {
      String folder = staging.begin(batch);
      try {
        List<String> parts =
            rows.map((part, task) -> staging.stage(part, columns, folder, task)).stream()
                .filter(part -> !part.isEmpty())
                .map(part -> folder + "/" + part)
                .toList();
        reading.read(parts);
      } finally {
        staging.discard(folder);
      }
    } catch (IOException e) {
      throw DirectoryErrors.of(sink, e);
    }
  }
}
