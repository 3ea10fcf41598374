/**
 * Kinesis by the AWS SDK for Java 2, which is in no jar of ours: only {@link
 * io.twinstream.ends.kinesis.StreamClient} knows it.
 */
package io.twinstream.ends.kinesis;
