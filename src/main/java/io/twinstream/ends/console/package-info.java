/** Rows for people to read. */
package io.twinstream.ends.console;
