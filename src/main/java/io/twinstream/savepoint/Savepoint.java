package io.twinstream.savepoint;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The contents of {@code savepoint.json}.
 *
 * @param version of the format: 2, or 1 of a savepoint that an earlier build wrote
 * @param job the job it was made from; null if unknown
 * @param engine {@code dstream} or {@code structured}; {@link #OFFSETS} of offsets that were in no
 *     checkpoint
 * @param sparkVersion the Spark that wrote the checkpoint; null if the checkpoint does not record
 *     it
 * @param checkpoint the folder it was made from, or what else had the offsets
 * @param madeAtMillis epoch milliseconds
 * @param batchIntervalMillis of a DStream application; 0 for a query
 * @param zeroTimeMillis of a DStream application: its batches, and so its windows, end at this time
 *     plus multiples of the batch interval, epoch milliseconds; of a query that of the application
 *     whose windows it has, 0 where there was none
 * @param windowsWrittenMillis windows that end at or before this time have been written for good,
 *     and those that end later may lack what comes after the cut; epoch milliseconds
 * @param cut the batch at which all was taken
 * @param sources the positions of the sources
 * @param states the operators' state
 * @param history what was changed since it was made, oldest first; empty if nothing was
 */
public record Savepoint(
    @JsonProperty("version") int version,
    @JsonProperty("job") String job,
    @JsonProperty("engine") String engine,
    @JsonProperty("sparkVersion") String sparkVersion,
    @JsonProperty("checkpoint") String checkpoint,
    @JsonProperty("madeAtMillis") @JsonAlias("madeAt") long madeAtMillis,
    @JsonProperty("batchIntervalMillis") long batchIntervalMillis,
    @JsonProperty("zeroTimeMillis") @JsonAlias("zeroTime") long zeroTimeMillis,
    @JsonProperty("windowsWrittenMillis") @JsonAlias("windowsWritten") long windowsWrittenMillis,
    @JsonProperty("cut") Cut cut,
    @JsonProperty("sources") List<SourcePosition> sources,
    @JsonProperty("states") List<StateCopy> states,
    @JsonProperty("history") @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Edit> history) {
  /** The file within the folder. */
  public static final String FILE = "savepoint.json";

  /** The file with the SHA-256 of that one, as {@code sha256sum --check} reads it. */
  public static final String SHA256 = FILE + ".sha256";

  /** The folder of the operators' folders. */
  public static final String STATE = "state";

  /** The engine of a savepoint of offsets alone. */
  public static final String OFFSETS = "offsets";

  /** The version this build writes; it reads all from 1 on. */
  public static final int VERSION = 2;

  @JsonCreator
  public Savepoint {
    history = history == null ? List.of() : List.copyOf(history);
  }

  /** A savepoint that was not changed since it was made. */
  public Savepoint(
      int version,
      String job,
      String engine,
      String sparkVersion,
      String checkpoint,
      long madeAtMillis,
      long batchIntervalMillis,
      long zeroTimeMillis,
      long windowsWrittenMillis,
      Cut cut,
      List<SourcePosition> sources,
      List<StateCopy> states) {
    this(
        version,
        job,
        engine,
        sparkVersion,
        checkpoint,
        madeAtMillis,
        batchIntervalMillis,
        zeroTimeMillis,
        windowsWrittenMillis,
        cut,
        sources,
        states,
        List.of());
  }
}
