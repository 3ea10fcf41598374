/**
 * Runs the twins of a job: context or query, batches, the gate before the sink, the graceful stop.
 */
package io.twinstream.engine;
