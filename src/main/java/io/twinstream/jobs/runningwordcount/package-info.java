/**
 * How often each word has stood since the beginning, with totals to begin from and words that are
 * forgotten.
 *
 * <p>A word behind the mark {@code ~} is forgotten at the end of its batch: {@code ~the} ends the
 * total of {@code the}, whatever else the batch holds, so the order of the words within a batch
 * does not matter in either engine.
 *
 * <p>How the twins differ, and where:
 *
 * <ul>
 *   <li>{@code updateStateByKey} calls its function for every word with every batch and gives out
 *       all totals; the port's is called for the words of the micro-batch. {@code --grain changed}
 *       makes the classic job write the changed ones only, and then both compare row by row. With
 *       {@code --grain all} the comparison completes the port's rows by the unchanged ones.
 *   <li>With {@code --grain all} the port writes a forgotten word once with the count 0, as its
 *       reader could not know otherwise; the classic job simply no longer has it.
 *   <li>A classic job with {@code --initial} that is killed in its first 10 s, before its state is
 *       first checkpointed, cannot be recovered: its checkpoint cannot bring the initial RDD back
 *       (SPARK-13758). Start it anew. The port can be killed at any time.
 *   <li>On Spark 4 {@code --state-api transform} runs the port with {@code transformWithState},
 *       with the same rows. Its state is a variable, {@code total}, that {@code inspect} and
 *       savepoints name, and is in RocksDB.
 *   <li>The classic job's time per batch grows with all words, the port's with the words of the
 *       batch.
 * </ul>
 */
package io.twinstream.jobs.runningwordcount;
