package io.twinstream.migration.scan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;

/** Writes JSON for people and programs: indented, with a line feed at the end. */
final class JsonText {
  private static final JsonFactory FACTORY =
      new JsonFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

  private JsonText() {}

  /** What is written. */
  interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  /** Writes it; the writer stays open. */
  static void write(Writer to, Content content) throws IOException {
    try (JsonGenerator json = FACTORY.createGenerator(to)) {
      json.useDefaultPrettyPrinter();
      content.write(json);
      json.writeRaw('\n');
    }
  }
}
