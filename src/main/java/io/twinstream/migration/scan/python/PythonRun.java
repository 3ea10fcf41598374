package io.twinstream.migration.scan.python;

import java.util.List;

/**
 * A program as it would run.
 *
 * @param main the file that is run
 * @param calls all calls of PySpark that it makes, with those in files that it imports, in the
 *     order of the code
 */
public record PythonRun(String main, List<PythonCall> calls) {}
