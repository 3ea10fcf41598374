/**
 * Reads Python programs and lists what they use of {@code pyspark.streaming}.
 *
 * <p>The parser takes the syntax of Python 2.7 and 3 together, passes over a statement that it
 * cannot read, and tells so. The interpreter runs the statements in their order with types in place
 * of values, follows calls into the functions of the program, and tells what it cannot follow. What
 * is known of PySpark is handed in, see {@link io.twinstream.migration.scan.python.PythonApi}.
 */
package io.twinstream.migration.scan.python;
