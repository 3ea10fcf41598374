package io.twinstream.migration.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The files of a streaming query's checkpoint are text, most of it JSON. */
final class QueryFiles {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_BYTES = 64 << 20;

  private QueryFiles() {}

  static String text(FileSystem files, Path file) throws IOException {
    try (InputStream in = files.open(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException("%s is larger than %,d bytes".formatted(file, MOST_BYTES));
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** Returns a missing node for what is no JSON. */
  static JsonNode tree(String text) {
    try {
      JsonNode read = JSON.readTree(text);
      return read == null ? MissingNode.getInstance() : read;
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }
}
