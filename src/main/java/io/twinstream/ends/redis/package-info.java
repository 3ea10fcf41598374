/** Hashes of Redis, those of a batch written in one step. */
package io.twinstream.ends.redis;
