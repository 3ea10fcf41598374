package io.twinstream.savepoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The batch at which state and offsets were taken together.
 *
 * @param batch of a DStream application the batch time in epoch milliseconds, of a query the
 *     micro-batch's number, of offsets alone the time at which they were read
 * @param newestBatch the newest batch the checkpoint knows of
 * @param behindMillis how much older the cut is than that; 0 for a query
 * @param reasons the reasons for this batch
 * @param warnings what the new run will lack or repeat
 */
public record Cut(
    long batch,
    @JsonProperty("newestBatch") long newestBatch,
    @JsonProperty("behindMillis") long behindMillis,
    @JsonProperty("reasons") List<String> reasons,
    @JsonProperty("warnings") List<String> warnings) {}
