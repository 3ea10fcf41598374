package io.twinstream.savepoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The contents of {@code savepoint.json}.
 *
 * @param version of the format: 1
 * @param job the job it was made from; null if unknown
 * @param engine {@code dstream} or {@code structured}
 * @param sparkVersion the Spark that wrote the checkpoint; null if the checkpoint does not record
 *     it
 * @param checkpoint the folder it was made from
 * @param madeAt epoch milliseconds
 * @param batchIntervalMillis of a DStream application; 0 for a query
 * @param zeroTime of a DStream application: its batches, and so its windows, end at this time plus
 *     multiples of the batch interval, epoch milliseconds; of a query that of the application whose
 *     windows it has, 0 where there was none
 * @param windowsWritten windows that end at or before this time have been written for good, and
 *     those that end later may lack what comes after the cut; epoch milliseconds
 * @param cut the batch at which all was taken
 * @param sources the positions of the sources
 * @param states the operators' state
 */
public record Savepoint(
    @JsonProperty("version") int version,
    @JsonProperty("job") String job,
    @JsonProperty("engine") String engine,
    @JsonProperty("sparkVersion") String sparkVersion,
    @JsonProperty("checkpoint") String checkpoint,
    @JsonProperty("madeAt") long madeAt,
    @JsonProperty("batchIntervalMillis") long batchIntervalMillis,
    @JsonProperty("zeroTime") long zeroTime,
    @JsonProperty("windowsWritten") long windowsWritten,
    @JsonProperty("cut") Cut cut,
    @JsonProperty("sources") List<SourcePosition> sources,
    @JsonProperty("states") List<StateCopy> states) {
  /** The file within the folder. */
  public static final String FILE = "savepoint.json";

  /** The folder of the operators' folders. */
  public static final String STATE = "state";

  /** The version this build writes and reads. */
  public static final int VERSION = 1;
}
