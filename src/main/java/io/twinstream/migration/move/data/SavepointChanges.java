package io.twinstream.migration.move.data;

import io.twinstream.savepoint.TopicPartition;
import java.util.List;
import java.util.Map;

/**
 * What is to be changed in a savepoint. All names are those that it has now.
 *
 * @param transformed the query that makes the new rows of a state, by its name; without a name that
 *     of the only one
 * @param dropped states to leave out
 * @param renamed new names of states
 * @param offsets next offsets of partitions
 */
public record SavepointChanges(
    Map<String, String> transformed,
    List<String> dropped,
    Map<String, String> renamed,
    Map<TopicPartition, Long> offsets) {}
