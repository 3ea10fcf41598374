package io.twinstream.migration.scan;

import java.util.List;

/**
 * What a scan found.
 *
 * @param classesRead how many classes were read
 * @param sparkClasses how many of them are Spark's own and were passed over
 * @param duplicates how many class files were left aside because one of that name came before
 * @param classesUnread what could not be read
 * @param findings by class and line
 * @param risks by class and line
 * @param summary the numbers to begin with
 */
public record ScanReport(
    int classesRead,
    int sparkClasses,
    int duplicates,
    List<Unread> classesUnread,
    List<Finding> findings,
    List<Risk> risks,
    ScanSummary summary) {}
