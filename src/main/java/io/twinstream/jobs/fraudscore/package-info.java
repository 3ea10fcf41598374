/**
 * How likely what each card did in a batch is fraud, by a model of MLlib.
 *
 * <p>How the twins differ, and where:
 *
 * <ul>
 *   <li>The classic job scores within {@code mapPartitions}, a vector at a time, and must hand the
 *       model to the tasks itself: as a broadcast value that is made again after a recovery,
 *       because one in a checkpoint cannot be read there. The port calls {@code model.transform} on
 *       the micro-batch, as on any DataFrame.
 *   <li>Counting different countries is a set in the classic job and {@code countDistinct} in the
 *       port.
 *   <li>The probability is rounded to millionths in the rows: the same operations in another order
 *       may differ in the last bits.
 *   <li>Both hold the model they began with; a restart takes a new one.
 * </ul>
 */
package io.twinstream.jobs.fraudscore;
