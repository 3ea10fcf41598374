package io.twinstream.migration.scan.python;

/**
 * Something that was not read, or not followed.
 *
 * @param place the file, or the place in it
 * @param reason why
 */
public record PythonNote(String place, String reason) {}
