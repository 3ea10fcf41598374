/**
 * Proof in your own build that a job's twins agree: published, evolving.
 *
 * <p>{@link io.twinstream.testkit.TwinTest} runs both twins over batches in virtual time, in any
 * test framework: a failure is an {@link AssertionError} with the report of {@code compare}.
 */
package io.twinstream.testkit;
