/**
 * What to recommend to each user of a batch: by a model of MLlib's ALS that is trained offline and
 * replaced while the job runs, and by popularity where the model knows nothing.
 *
 * <p>A user whom the model does not know gets what is popular: played most when the model was
 * trained and in this batch, together. An item that it does not know is scored by its popularity
 * too, beside the personal scores of the others; so what is new appears before the next training.
 * Popularity is the share of the plays of the most popular item.
 *
 * <p><b>Another model.</b> {@code --models DIR} holds a folder each, and the newest by name is in
 * force. {@code twinstream train recommend --plays FILE --out DIR/NAME} writes one under a name
 * that is not read and renames it: it is there whole, with one batch, and not before. A folder that
 * is no model ends the run with an error that names it.
 *
 * <p>How the twins differ, and where:
 *
 * <ul>
 *   <li>The body of {@code transformWith} runs on the driver for every batch, so it can look for a
 *       model and make a new broadcast; a broadcast in a field, or in a checkpoint, would be that
 *       of the start. The port is a topology applied to each micro-batch, which runs every time.
 *   <li>A classic batch is scored by the model of when it was generated, at its batch time, even if
 *       it waits behind others; the port's by that of when it runs. So is one that is run again.
 *   <li>Both score by the same function, in the same order of the same numbers, and round to
 *       millionths before they rank; ties go by name. {@code ALSModel.recommendForUserSubset} would
 *       know neither new items nor the ties, and its sums differ in the last bits.
 *   <li>Each user is scored against all items of the batch, which {@code cartesian} and {@code
 *       crossJoin} bring to it as one row.
 * </ul>
 */
package io.twinstream.jobs.recommend;
