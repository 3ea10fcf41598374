package io.twinstream.local.feed;

import io.twinstream.ends.lines.FeedLine;
import io.twinstream.ends.lines.Lines;
import io.twinstream.error.UserError;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The lines of a file, byte for byte: no decoding, so malformed text stays as it is. */
public final class FileLines implements Lines {
  private final InputStream in;

  private FileLines(InputStream in) {
    this.in = in;
  }

  /**
   * Opens a file.
   *
   * @throws UserError if it cannot be read
   */
  public static FileLines open(Path file) {
    if (Files.isDirectory(file)) {
      throw UserError.usage("%s: is a directory; a file is needed".formatted(file));
    }
    try {
      return new FileLines(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
    } catch (IOException e) {
      throw UserError.usage(
          "%s: cannot be read (%s): name a file that can"
              .formatted(file, e.getClass().getSimpleName()));
    }
  }

  @Override
  public FeedLine next() throws IOException {
    int next = in.read();
    if (next < 0) {
      return null;
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    while (next >= 0 && next != '\n') {
      line.write(next);
      next = in.read();
    }
    return FeedLine.of(line.toByteArray());
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
