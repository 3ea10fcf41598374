package io.twinstream.migration.scan.python;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the code cells of a Jupyter notebook, formats 3 and 4. */
final class Notebook {
  private static final JsonFactory JSON = new JsonFactory();

  private final List<Source.Cell> cells = new ArrayList<>();
  private final List<String> problems;
  private int number;

  private Notebook(List<String> problems) {
    this.problems = problems;
  }

  /**
   * Returns the cells.
   *
   * @throws IOException if there is no cell to be found in it
   */
  static List<Source.Cell> cells(byte[] bytes, List<String> problems) throws IOException {
    Notebook notebook = new Notebook(problems);
    boolean hasCells = false;
    try (JsonParser json = JSON.createParser(bytes)) {
      while (json.nextToken() != null) {
        boolean isCells =
            json.currentToken() == JsonToken.FIELD_NAME && json.getCurrentName().equals("cells");
        if (isCells && json.nextToken() == JsonToken.START_ARRAY) {
          hasCells = true;
          while (json.nextToken() == JsonToken.START_OBJECT) {
            notebook.cell(json);
          }
        }
      }
    } catch (JsonProcessingException e) {
      String reason = "is no JSON (%s)".formatted(e.getOriginalMessage());
      if (notebook.cells.isEmpty()) {
        throw new IOException(reason, e);
      }
      problems.add("read in part, as far as cell %d: it %s".formatted(notebook.number, reason));
    }
    if (!hasCells) {
      throw new IOException("is no notebook: it has no cells");
    }
    return notebook.cells;
  }

  private void cell(JsonParser json) throws IOException {
    number++;
    boolean isCode = false;
    StringBuilder text = new StringBuilder();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.getCurrentName();
      JsonToken value = json.nextToken();
      if (name.equals("cell_type")) {
        isCode = "code".equals(json.getText());
      } else if (name.equals("source") || name.equals("input")) {
        text(json, value, text);
      } else {
        json.skipChildren();
      }
    }
    if (isCode) {
      cells.add(new Source.Cell(number, Magic.cell(text.toString(), number, problems)));
    }
  }

  private static void text(JsonParser json, JsonToken value, StringBuilder to) throws IOException {
    if (value != JsonToken.START_ARRAY) {
      to.append(json.getText());
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY && json.currentToken() != null) {
      to.append(json.getText());
    }
  }
}
