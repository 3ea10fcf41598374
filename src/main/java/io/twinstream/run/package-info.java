/**
 * Runs a job on either engine: options, context or session, checkpoint, batches, graceful stop. It
 * knows jobs only as {@link io.twinstream.run.Job}; sources and sinks come from their own packages.
 */
package io.twinstream.run;
