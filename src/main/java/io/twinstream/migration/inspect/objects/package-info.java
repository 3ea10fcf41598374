/**
 * Reads what Java's {@code ObjectOutputStream} wrote (protocol version 2, "Java Object
 * Serialization Specification", chapter 6) as plain values. No class that a stream names is ever
 * loaded, so neither an application's jar nor a matching Spark version is needed, and a hostile
 * stream can do nothing but fail: {@link io.twinstream.migration.inspect.objects.Limits} bounds
 * what it may ask for.
 *
 * <p>A value is null, a String, a boxed primitive (also where the stream holds an object of {@code
 * java.lang.Long} and the like), an array of primitives, a {@link
 * io.twinstream.migration.inspect.objects.Instance}, an {@link
 * io.twinstream.migration.inspect.objects.ObjectArray}, a {@link
 * io.twinstream.migration.inspect.objects.EnumConstant} or, for an object of {@code
 * java.lang.Class}, a {@link io.twinstream.migration.inspect.objects.ClassDescription}. {@link
 * io.twinstream.migration.inspect.objects.CollectionValues} reads Scala's collections of 2.11 to
 * 2.13 and Java's.
 *
 * <p>Own code, as the parsers there are (jdeserialize, SerializationDumper) trust the lengths a
 * stream claims, recurse without limit and print instead of giving values.
 */
package io.twinstream.migration.inspect.objects;
