/**
 * Votes per candidate, each ballot once, exact through any crash.
 *
 * <p>Two states in a row: what each ballot has said so far, which turns its lines into changes, and
 * the counts that add the changes up. Both are kept with the offsets they belong to, so a batch
 * that is run again after a crash finds the state as it was before. The rows are totals and not
 * increments: a sink that replaces by kind and candidate is right after any repetition.
 *
 * <p>The price is a state that grows with the ballots, some 100 bytes each, for ever: a repetition
 * may come at any time. In the port {@code dropDuplicatesWithinWatermark} would bound it, and count
 * a ballot twice that comes again after that; with {@code mapWithState} a timeout would.
 *
 * <p>How the twins differ, and where:
 *
 * <ul>
 *   <li>The obvious port is {@code dropDuplicates} by ballot id and a count. It keeps the line that
 *       it happens to read first, so a ballot that names two candidates counts for one or for the
 *       other, by chance, and another division into batches gives other totals. Here such a ballot
 *       is spoiled and its vote is taken back, for which the de-duplication must give out changes:
 *       {@code flatMapGroupsWithState} in append mode, which alone may stand before an aggregation.
 *   <li>The classic job's second state is written whole with every batch, the port's where it
 *       changed. The comparison completes the port's rows by the unchanged ones.
 *   <li>The classic job finds its ballots by {@code mapWithState}. With {@code updateStateByKey}
 *       every batch would go through all ballots, with lines or without.
 * </ul>
 */
package io.twinstream.jobs.votetally;
