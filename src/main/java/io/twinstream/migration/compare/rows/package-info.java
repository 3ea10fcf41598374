/**
 * Compares what two programs wrote, whatever they are written in: the rows of two tables, topics or
 * folders, by key. One pass of Spark over both sides: rows are made {@linkplain Canonical canonical
 * texts}, brought together by key, sorted, and {@linkplain Walk walked} side by side; what comes to
 * the driver is a {@link Tally} of each partition, whose size does not depend on the rows.
 */
package io.twinstream.migration.compare.rows;
