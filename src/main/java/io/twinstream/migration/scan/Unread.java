package io.twinstream.migration.scan;

/**
 * Something that could not be read, so that nothing is known of what it calls.
 *
 * @param name the class file, archive or directory: {@code app.jar!/com/x/App.class}
 * @param reason why
 */
record Unread(String name, String reason) {}
