/**
 * Vehicles that break a rule of speed or place, by rules that change while the job runs.
 *
 * <p>The rules are a file on the driver, read with every batch. Replace it by renaming another one
 * over it: a file that is malformed or half written fails the batch, and so the run, by an error
 * that names the line; the records are read again when the job goes on from its checkpoint.
 *
 * <p>How the twins differ, and where:
 *
 * <ul>
 *   <li>The body of {@code transform} runs on the driver for every batch, so it can read the file
 *       and make a new broadcast. A query is planned once: what it reads outside its stream stays
 *       as it was. The port is a topology applied to each micro-batch, inside {@code foreachBatch},
 *       and that runs every time.
 *   <li>A classic batch is judged by the rules of when it was generated, at its batch time, even if
 *       it waits behind others; the port's by those of when it runs.
 *   <li>A broadcast in a field, or captured by a checkpointed function, cannot be read after a
 *       recovery. Both twins keep where the rules are, and never the rules.
 * </ul>
 */
package io.twinstream.jobs.fleetwatch;
