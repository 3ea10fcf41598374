package io.twinstream.migration.inspect;

/**
 * A file that was tried and could not be read.
 *
 * @param file its name
 * @param reason why
 */
public record Unread(String file, String reason) {}
