/** Kafka: both engines read it, rows and dead letters are written to it, offsets are kept in it. */
package io.twinstream.ends.kafka;
