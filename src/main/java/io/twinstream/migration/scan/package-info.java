/**
 * Finds in compiled classes what a move from DStreams to Structured Streaming must change.
 *
 * <p>No class is loaded and no Spark class is used: jars of any Spark version are read as bytes.
 * What is known about Spark stands in tables beside this package: {@code rules.tsv} (one row per
 * API), {@code types.tsv} (the types those belong to), {@code risks.tsv}, {@code settings.tsv} and
 * {@code spark-classes.txt} (which classes are Spark's own).
 */
package io.twinstream.migration.scan;
