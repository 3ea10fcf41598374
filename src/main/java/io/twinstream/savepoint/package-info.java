/**
 * Savepoints as they lie on disk: a copy of a job's state and offsets, taken together, that another
 * engine, Spark version or class can start from. {@code io.twinstream.migration.savepoint} makes
 * them; {@link io.twinstream.savepoint.Savepoints} reads them, also for applications that are not
 * of this project.
 */
package io.twinstream.savepoint;
