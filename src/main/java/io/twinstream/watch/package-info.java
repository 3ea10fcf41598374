/**
 * What an operator sees of a run: its figures, in Spark's metrics, on a page and for Prometheus.
 */
package io.twinstream.watch;
