/**
 * One folder a job: the rule, free of any engine; the classic program {@code DStream...}; its port
 * {@code Structured...}; the output row. {@link io.twinstream.jobs.Jobs} lists them.
 */
package io.twinstream.jobs;
