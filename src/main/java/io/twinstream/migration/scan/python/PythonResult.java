package io.twinstream.migration.scan.python;

import java.util.List;

/**
 * What was found in Python programs.
 *
 * @param read how many files were read, if only in part
 * @param sparks how many files are PySpark's own and were passed over
 * @param uses by unit and line
 * @param runs the programs that have streams
 * @param unread files that were not read, or only in part
 * @param notFollowed places where a stream was lost sight of
 * @param accepted what comments of the programs accept
 */
public record PythonResult(
    int read,
    int sparks,
    List<PythonUse> uses,
    List<PythonRun> runs,
    List<PythonNote> unread,
    List<PythonNote> notFollowed,
    List<PythonAcceptance> accepted) {}
