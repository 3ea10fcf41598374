/**
 * One folder a job: the rule, free of any engine; the classic program {@code DStream...}; its port
 * {@code Structured...}; the output row; the provider. What twins of several jobs need of their
 * engine is in {@code engine}.
 *
 * <p>A twin is not serializable: what a lambda needs of it is a method of the rule, or stands in a
 * local variable of the topology.
 */
package io.twinstream.jobs;
