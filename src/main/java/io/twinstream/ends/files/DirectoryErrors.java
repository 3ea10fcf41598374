package io.twinstream.ends.files;

import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSError;

/** Says of what cannot be written in which directory that is: the system itself does not. */
final class DirectoryErrors {
  private DirectoryErrors() {}

  static UserError of(String sink, IOException failure) {
    return UserError.failed(
        "%s: cannot be written (%s)".formatted(sink, FileErrors.reason(failure)), failure);
  }

  /** Returns a stream to a file of that sink. */
  static OutputStream named(String sink, OutputStream file) {
    return new FilterOutputStream(file) {
      @Override
      public void write(int one) {
        named(() -> out.write(one));
      }

      @Override
      public void write(byte[] bytes, int from, int length) {
        named(() -> out.write(bytes, from, length));
      }

      @Override
      public void flush() {
        named(out::flush);
      }

      @Override
      public void close() {
        named(out::close);
      }

      private void named(Writing writing) {
        try {
          writing.run();
        } catch (IOException e) {
          throw of(sink, e);
        } catch (FSError e) { // of Hadoop's local files, whose disk is full
          if (e.getCause() instanceof IOException cause) {
            throw of(sink, cause);
          }
          throw e;
        }
      }
    };
  }

  @FunctionalInterface
  private interface Writing {
    void run() throws IOException;
  }
}
