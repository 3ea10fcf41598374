/**
 * The only package that touches Spark's internals (what is {@code private[spark]} in Scala and
 * public in its class files). Each class names the Spark classes it depends on; both supported
 * Spark versions are tested.
 */
package io.twinstream.internals;
