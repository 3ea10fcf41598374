/**
 * Visits per user, in sessions that end by silence.
 *
 * <p>A session is a user's visits with no longer silence between them than {@code --gap}. It is
 * written once when it is over: because the user came back after the gap, or because the state
 * timed out. {@code --rows open} writes the sessions that are open instead.
 *
 * <p>How the twins differ, and where:
 *
 * <ul>
 *   <li>The timeouts fire in different batches. {@code mapWithState} compares batch times, and
 *       looks for sessions that timed out only when it checkpoints the state, every ten batches.
 *       The port's fire when the watermark has passed the end of the session and the gap ({@code
 *       --timeout event}), or after so much time on the machine's clock without a visit of the user
 *       ({@code --timeout processing}), in a micro-batch without input if need be. The ended
 *       sessions are the same, whichever batch writes them, and so they are compared.
 *   <li>The watermark moves with visits only: the last sessions of a stream that falls silent stay
 *       open in the port by event time, and end in the other two.
 *   <li>A visit that comes late, by more than {@code --lateness} behind the newest visit, is
 *       dropped by the port by event time. The classic job takes it as long as the state is there,
 *       and as a session of its own after that.
 *   <li>A visit from the future would take the watermark there, end all sessions and drop every
 *       visit behind it, where it hurts one user of the classic job. So the rule itself refuses a
 *       visit that is ahead of its arrival by more than {@code --clock-difference}.
 *   <li>The watermark begins at the epoch, so the port drops a visit at the time 0.
 *   <li>{@code stateSnapshots} gives all of the state with every batch, also sessions that are over
 *       and were not looked at yet, so the classic job filters it by the batch time. The port
 *       writes the sessions that changed, and the comparison completes them by the others.
 *   <li>On Spark 4 {@code --state-api transform} runs the port with {@code transformWithState},
 *       with the same rows: a timer of the user takes the place of the timeout.
 *   <li>{@code visitsLastHour} is kept by the minute, in at most 60 numbers per user, and looks
 *       back from the user's last visit.
 * </ul>
 */
package io.twinstream.jobs.visitsessions;
