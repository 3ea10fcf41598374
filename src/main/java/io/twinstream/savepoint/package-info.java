/**
 * The savepoint format: a copy of a job's state and offsets, taken at one batch, that another
 * engine, Spark version or class can start from. {@code io.twinstream.migration.move} writes
 * savepoints; {@link io.twinstream.savepoint.Savepoints} reads them, for any Spark application.
 */
package io.twinstream.savepoint;
