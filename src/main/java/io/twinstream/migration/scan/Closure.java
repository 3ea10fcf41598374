package io.twinstream.migration.scan;

import org.objectweb.asm.Type;

/**
 * A lambda or method reference where it is made.
 *
 * @param body the method that runs
 * @param factory the types of the captured values, which it returns as a function type
 * @param field the field that it is stored in at once, as {@link Origin.Field}; else null
 * @param index its place in the method's code
 * @param line the source line; 0 if unknown
 */
record Closure(MethodId body, Type factory, Origin.Field field, int index, int line) {}
