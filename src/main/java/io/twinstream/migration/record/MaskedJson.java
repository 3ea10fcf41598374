package io.twinstream.migration.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.twinstream.migration.record.Mask.Action;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Masks fields of JSON values; a field of objects in an array is one of each of them. Numbers stay
 * as they are written; white space between tokens does not.
 */
final class MaskedJson implements Mask.MaskedValue {
  private final JsonFactory json = new JsonFactory();
  private final Map<String, Action> actions;
  private final KeyedHash hash;
  private final Consumer<String> seen;

  /**
   * @param seen told each field that a value has
   */
  MaskedJson(Map<String, Action> actions, KeyedHash hash, Consumer<String> seen) {
    this.actions = actions;
    this.hash = hash;
    this.seen = seen;
  }

  @Override
  public byte[] mask(byte[] value) {
    ByteArrayOutputStream masked = new ByteArrayOutputStream(value.length + 64);
    try (JsonParser in = json.createParser(value);
        JsonGenerator out = json.createGenerator(masked)) {
      JsonToken first = in.nextToken();
      if (first != JsonToken.START_OBJECT && first != JsonToken.START_ARRAY) {
        return null;
      }
      copy(in, out, "");
      if (in.nextToken() != null) {
        return null;
      }
    } catch (IOException notJson) {
      return null;
    }
    return masked.toByteArray();
  }

  /** Copies the value that begins at the parser's token. */
  private void copy(JsonParser in, JsonGenerator out, String path) throws IOException {
    switch (in.currentToken()) {
      case START_OBJECT -> {
        out.writeStartObject();
        while (in.nextToken() != JsonToken.END_OBJECT) {
          field(in, out, path);
        }
        out.writeEndObject();
      }
      case START_ARRAY -> {
        out.writeStartArray();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          copy(in, out, path);
        }
        out.writeEndArray();
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.writeNumber(in.getText());
      default -> out.copyCurrentEvent(in);
    }
  }

  private void field(JsonParser in, JsonGenerator out, String parent) throws IOException {
    String name = in.getCurrentName();
    String path = parent.isEmpty() ? name : parent + "." + name;
    in.nextToken();
    Action action = actions.get(path);
    if (action != null) {
      seen.accept(path);
    }
    if (action == Action.DROP) {
      in.skipChildren();
      return;
    }
    out.writeFieldName(name);
    if (action == null || in.currentToken() == JsonToken.VALUE_NULL) {
      copy(in, out, path);
    } else {
      out.writeString(hash.of(text(in)));
    }
  }

  /** Returns what is hashed: a scalar's text, or an object or an array as JSON. */
  private byte[] text(JsonParser in) throws IOException {
    if (in.currentToken().isScalarValue()) {
      return in.getText().getBytes(StandardCharsets.UTF_8);
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (JsonGenerator out = json.createGenerator(whole)) {
      out.copyCurrentStructure(in);
    }
    return whole.toByteArray();
  }
}
