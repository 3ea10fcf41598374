package io.twinstream.error;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;

/** Files of properties that users name. */
public final class PropertiesFile {
  private PropertiesFile() {}

  /**
   * Reads one, in UTF-8.
   *
   * @param what the file is, with its name, for the message
   * @throws UserError if it cannot be read
   */
  public static Properties read(Path file, String what) {
    Properties read = new Properties();
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      read.load(in);
      return read;
    } catch (IOException | IllegalArgumentException e) {
      // Not its message, which may quote the file.
      throw UserError.usage(
          "%s: cannot be read as a properties file (%s)"
              .formatted(what, e instanceof IOException ? reason(e) : "a malformed \\u escape"));
    }
  }

  private static String reason(Exception failure) {
    return failure instanceof NoSuchFileException ? "no such file" : FileErrors.reason(failure);
  }
}
