package io.twinstream.migration.scan;

/**
 * The name of a setting in a method's code.
 *
 * @param text the name
 * @param value the constant that is put under it; null if it is not one
 * @param index its place in the method's code
 * @param line the source line; 0 if unknown
 */
record TextConstant(String text, Object value, int index, int line) {}
