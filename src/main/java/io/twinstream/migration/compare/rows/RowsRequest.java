package io.twinstream.migration.compare.rows;

import io.twinstream.ends.kafka.KafkaClientSettings;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be compared. Columns are named as the left names them.
 *
 * @param left where the rows of the old program are
 * @param right where those of the new one are
 * @param key the columns of a row's key
 * @param isLog whether every row counts, as a multiset; else one row of each key
 * @param window the column of windows, of which those that are not complete on both sides are left
 *     out; it belongs to the key
 * @param order of several rows of a key in a table the one with the greatest value counts
 * @param ignored columns of either side that are not compared
 * @param renamed what the right calls a column of the left
 * @param tolerances how far apart the numbers of a column may be
 * @param kafka properties of Kafka's clients
 */
public record RowsRequest(
    String left,
    String right,
    List<String> key,
    boolean isLog,
    Optional<String> window,
    Optional<String> order,
    Set<String> ignored,
    Map<String, String> renamed,
    Map<String, BigDecimal> tolerances,
    KafkaClientSettings kafka) {}
