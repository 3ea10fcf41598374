package io.twinstream.restart;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.twinstream.savepoint.Savepoint;
import java.util.List;

/**
 * The contents of {@code generation.json}, which is written last: a folder without it was not
 * finished, and is not used.
 *
 * @param version of the format
 * @param from the folder whose checkpoint it continues
 * @param file the newest checkpoint file that was there
 * @param bytes its length
 * @param madeAtMillis epoch milliseconds
 * @param reason why it was made
 * @param settings the names of those that were changed; their values may be secrets
 * @param savepoint where it began, if classes had changed; else null
 */
record Generation(
    @JsonProperty("version") int version,
    @JsonProperty("from") String from,
    @JsonProperty("file") String file,
    @JsonProperty("bytes") long bytes,
    @JsonProperty("madeAtMillis") long madeAtMillis,
    @JsonProperty("reason") String reason,
    @JsonProperty("settings") List<String> settings,
    @JsonProperty("savepoint") Savepoint savepoint) {
  static final int VERSION = 1;
}
