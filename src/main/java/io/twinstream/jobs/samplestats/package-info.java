/**
 * How many samples a minute had, the least, the greatest and their mean, by the time of the sample.
 *
 * <p>Values are counted in millionths, and the sum of a minute has no limit: the mean is the same
 * in whatever order the samples come, and however they are divided into batches.
 *
 * <p>How the twins differ, and where:
 *
 * <ul>
 *   <li>The classic engine knows no event time. The minute is a key like any other, and {@code
 *       mapWithState} keeps its summary; the port groups by it.
 *   <li>Which late sample a watermark drops differs from run to run. So the rule says what is late,
 *       by two times that are in the record: a sample that arrived more than {@code --lateness}
 *       after it was taken counts nowhere. The port's watermark is set further back, and only
 *       cleans up.
 *   <li>The classic job forgets no minute: 100 bytes each, 50 MB a year. A timeout of {@code
 *       mapWithState} goes by the machine's clock, and would begin minutes anew of which Kafka
 *       still has samples after an outage.
 * </ul>
 *
 * <p>A sample has no id: one that its producer sends twice counts twice, in both.
 */
package io.twinstream.jobs.samplestats;
