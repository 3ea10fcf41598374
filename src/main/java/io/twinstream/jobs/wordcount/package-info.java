/**
 * The first program everyone writes: how often each word stands in a batch.
 *
 * <p>It shows the commonest mistake of a port. {@code reduceByKey} on a DStream counts <b>within
 * one batch</b>; {@code groupBy()} on a streaming Dataset counts <b>since the beginning</b>. The
 * port keeps the meaning by asking for {@link io.twinstream.api.AppliesTo#MICRO_BATCH}: its
 * topology is applied to every micro-batch by {@code foreachBatch}, where {@code groupBy()} sees
 * that batch alone. The same topology with {@link io.twinstream.api.AppliesTo#STREAM} would be the
 * cumulative one; a test runs it and sees the comparison report it.
 *
 * <p>Both combine the words of a partition by {@link io.twinstream.jobs.wordcount.WordTally} before
 * they are shuffled, one row for each different word instead of one for each word.
 *
 * <p>Differences of the twins: an empty batch gives no row in either; the classic job runs it all
 * the same, the port only where the source has something new.
 */
package io.twinstream.jobs.wordcount;
