/**
 * Starts classic applications again, unmodified but for one call: with settings that Spark's
 * checkpoint has frozen, and with classes that have changed. {@link
 * io.twinstream.restart.Checkpoints} is the call. Ports begin with a savepoint; {@link
 * io.twinstream.restart.SavepointInput} is what they read besides.
 */
package io.twinstream.restart;
