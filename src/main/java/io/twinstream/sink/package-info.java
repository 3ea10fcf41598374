/**
 * The ends rows go to; one implementation serves both engines, which hand over an RDD of rows per
 * batch.
 */
package io.twinstream.sink;
