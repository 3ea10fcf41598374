package io.twinstream.migration.scan;

/**
 * Something that the port must begin with, or be told.
 *
 * @param what of the program: {@code offsets of #1 createDirectStream}
 * @param where it is today: {@code checkpoint /data/cp}, {@code nowhere}
 * @param how it is carried over: a command, or what to write
 */
record HandOver(String what, String where, String how) {}
