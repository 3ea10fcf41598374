/**
 * Reads the checkpoints of both engines as plain data, without the application's classes, without a
 * Spark context and without writing: what {@code inspect} shows and what a savepoint is made from.
 *
 * <p>A DStream checkpoint is one Java-serialized graph ({@code
 * org.apache.spark.streaming.Checkpoint}, Spark 2.4 to 4.2; the names of its fields have been the
 * same since Spark 1.3), which {@link io.twinstream.migration.inspect.ObjectStream} reads. A
 * Structured Streaming checkpoint is a folder of text files.
 */
package io.twinstream.migration.inspect;
