package io.twinstream.migration.scan;

/**
 * Something that is wrong today or goes wrong in a move, seen in several calls together.
 *
 * @param type which
 * @param location the class file
 * @param className dotted name of the class
 * @param method the method as its source names it
 * @param line the source line; 0 if the class file has none
 * @param detail what was seen there
 * @param why why it matters
 * @param advice what to do
 */
record Risk(
    RiskType type,
    String location,
    String className,
    String method,
    int line,
    String detail,
    String why,
    String advice) {}
