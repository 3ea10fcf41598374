/**
 * Receivers of the classic engine, hosted in a query: what they store becomes files that it reads.
 */
package io.twinstream.ends.receivers;
