package io.twinstream.savepoint;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The state of one operator.
 *
 * @param name the operator, which is also its folder below {@code state}
 * @param rows how many keys it has
 * @param checksum the sum of the {@code xxhash64} of its rows
 * @param columns its columns as DDL: {@code key}, {@code state} and the engine's other columns
 */
public record StateCopy(
    @JsonProperty("name") String name,
    @JsonProperty("rows") long rows,
    @JsonProperty("checksum") String checksum,
    @JsonProperty("columns") String columns) {}
