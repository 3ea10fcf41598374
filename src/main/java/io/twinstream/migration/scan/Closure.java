package io.twinstream.migration.scan;

/**
 * A lambda or method reference where it is made.
 *
 * @param body the method that runs
 * @param factory the descriptor of its making: captured values, and the function type
 * @param index its place in the method's code
 * @param line the source line; 0 if unknown
 */
record Closure(MethodId body, String factory, int index, int line) {}
