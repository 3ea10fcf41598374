/** Kafka, PostgreSQL and a standalone cluster as processes of this machine. */
package io.twinstream.local.servers;
