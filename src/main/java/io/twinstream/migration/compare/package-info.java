/**
 * Runs one recording through both twins of a job in virtual time and compares their rows batch by
 * batch, as multisets. The result is a verdict or the first divergence with all that is needed to
 * understand it.
 */
package io.twinstream.migration.compare;
