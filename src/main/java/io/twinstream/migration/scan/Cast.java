package io.twinstream.migration.scan;

import java.util.Set;

/**
 * A cast in a method's code.
 *
 * @param type internal name
 * @param line the source line; 0 if unknown
 * @param from where the value may come from; empty if that is not known
 */
record Cast(String type, int line, Set<Origin> from) {}
