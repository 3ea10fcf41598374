package io.twinstream.savepoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A change of a savepoint, which made a new one.
 *
 * @param atMillis when, epoch milliseconds
 * @param command the command line, without secrets
 * @param changes what was changed, a sentence each
 * @param from the folder of the savepoint that was changed
 * @param fromSha256 the SHA-256 of its {@code savepoint.json}, in hex digits
 */
public record Edit(
    @JsonProperty("atMillis") long atMillis,
    @JsonProperty("command") String command,
    @JsonProperty("changes") List<String> changes,
    @JsonProperty("from") String from,
    @JsonProperty("fromSha256") String fromSha256) {}
