package io.twinstream.migration.scan;

/**
 * The name of a setting in a method's code.
 *
 * @param text the name
 * @param value the next text, truth value or number in the code, for {@code put(key, value)}; null
 *     if none follows close by
 * @param line the source line; 0 if unknown
 */
record TextConstant(String text, Object value, int line) {}
