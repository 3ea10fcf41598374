package io.twinstream.migration.scan.python;

/**
 * A parameter of a function.
 *
 * @param name empty for one that only divides others
 * @param annotation its type; null if none is written
 * @param initial its default; null if it has none
 * @param stars 1 for {@code *name}, 2 for {@code **name}
 */
record Parameter(String name, Expression annotation, Expression initial, int stars) {}
