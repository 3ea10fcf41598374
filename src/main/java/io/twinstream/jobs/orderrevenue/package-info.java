/**
 * The commonest real DStream job: Kafka direct, {@code foreachRDD}, a table, and offsets of its
 * own. Revenue and orders per category, in windows of 5 minutes and in windows of 10 minutes that
 * slide by 5, by the time of the order. An order that is sent again counts once; money is whole
 * cents.
 *
 * <p><b>Late orders.</b> The classic engine knows no event time, and a watermark is a matter of the
 * micro-batches that happened to be: which late order it drops differs from run to run. So the rule
 * itself says what is late, by two times that are in the record: an order that arrived more than
 * {@code --lateness} after it was made counts nowhere. Both engines then agree whatever the batches
 * are, and the port's watermark, which is set further back than that, only cleans up.
 *
 * <p><b>State.</b> Both remember the ids of orders and the totals of windows. The port forgets by
 * watermark. The classic job forgets an id {@code --remember} after it came, by its own clock, and
 * totals never. Its state can be made again from Kafka, so it also goes on from offsets alone:
 * {@code --offsets table} or {@code group}.
 *
 * <p><b>Output modes of the port.</b> {@code update} writes the totals that a batch has changed, as
 * the classic job does; {@code complete} all of them with every batch; {@code append} each window
 * once, when the watermark has passed it.
 */
package io.twinstream.jobs.orderrevenue;
