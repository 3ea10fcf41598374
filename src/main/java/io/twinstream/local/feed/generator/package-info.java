/** The records that {@code feed --generate} makes, of each kind that a job reads. */
package io.twinstream.local.feed.generator;
