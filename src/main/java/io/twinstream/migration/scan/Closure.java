package io.twinstream.migration.scan;

import org.objectweb.asm.Type;

/**
 * A lambda or method reference where it is made.
 *
 * @param body the method that runs
 * @param factory the types of the captured values, which it returns as a function type
 * @param index its place in the method's code
 * @param line the source line; 0 if unknown
 */
record Closure(MethodId body, Type factory, int index, int line) {}
