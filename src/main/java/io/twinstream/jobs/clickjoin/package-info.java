/**
 * Impressions with their clicks, from two topics, and how many impressions of each campaign were
 * clicked.
 *
 * <p>{@code --within batch} joins each batch by itself, {@code --within window} what arrived in the
 * same window; {@code --join} is {@code inner}, {@code left-outer} or {@code cogroup}. A campaign's
 * name comes from a table, joined in by {@code transform}.
 *
 * <p>How the twins differ, and where:
 *
 * <ul>
 *   <li>A DStream's join means "in this batch", or with {@code window} "in this window". A join of
 *       two streaming Datasets means "ever", or within a range of time of each other, and gives an
 *       outer row only once the watermark has passed the range. Neither is the classic meaning. The
 *       port of the first is the same topology applied to each micro-batch; that of the second
 *       groups both sides by window and id, which serves all three joins, as {@code cogroup} of
 *       streams is refused.
 *   <li>Which records share a batch depends on when they were read: with {@code --within batch}
 *       both engines agree on the same batches, and give other rates with other ones. Windows go by
 *       arrival, and agree however they were read.
 *   <li>The port writes a window when the watermark has passed it, {@code --lateness} and a batch
 *       after the classic job; compared by window, they are the same.
 *   <li>A join of raw records multiplies: an impression that came twice and was clicked twice is
 *       four rows. Both sides are reduced by id first, so a repeated impression counts once.
 *   <li>A click without its impression is seen by {@code cogroup} alone; the other joins drop it
 *       without a word, in both engines.
 * </ul>
 */
package io.twinstream.jobs.clickjoin;
