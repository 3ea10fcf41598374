/**
 * Events of Apache Flume: what an agent's Avro sink pushes, and what Spark's old sink gives out.
 * Published are the two receivers and {@link io.twinstream.ends.flume.FlumeEvent}.
 *
 * <p>The remote calls are read by {@code avro-ipc}, which Spark has; of Flume itself nothing is
 * needed here.
 */
package io.twinstream.ends.flume;
