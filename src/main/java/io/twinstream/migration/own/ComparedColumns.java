package io.twinstream.migration.own;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.error.UserError;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.Row;

/**
 * Brings the rows of two methods to the same columns: those of the port.
 *
 * <p>A classic row that has names (a bean, a case class, a {@link Row}) is matched by them; one
 * that has none (a pair, a tuple, a string, a number) by position, tuples within it taken apart.
 *
 * @param port the port's columns, in order
 * @param renamed of the classic rows, what a column is called in the port
 * @param ignored columns of the port that are not compared
 * @param window the port's column with the end of a row's window; empty where there is none
 */
record ComparedColumns(
    ArrayList<String> port, Map<String, String> renamed, TreeSet<String> ignored, String window)
    implements Serializable {
  /** The column by which {@link io.twinstream.api.Grain#WINDOW_END} groups rows. */
  static final String WINDOW_END = "windowEnd";

  /** Returns the columns of the rows that are compared. */
  List<String> compared() {
    return port.stream().filter(each -> !ignored.contains(each)).map(this::shown).toList();
  }

  private String shown(String column) {
    return column.equals(window) ? WINDOW_END : column;
  }

  /** Returns a row of the port as a JSON object. */
  String ofPort(Row row) {
    return only((ObjectNode) Cells.of(row)).toString();
  }

  /**
   * Returns a classic row as a JSON object; if it has no window's end, that is its batch time.
   *
   * @throws UserError if its columns are not those of the port
   */
  String ofClassic(Object row, long batchMillis) {
    ObjectNode named = named(row);
    if (!window.isEmpty() && !named.has(window)) {
      named.put(window, batchMillis);
    }
    List<String> missing = port.stream().filter(each -> !named.has(each)).toList();
    if (!missing.stream().allMatch(ignored::contains)) {
      throw UserError.usage(
          "the classic rows have no column %s: they have %s; the port's are %s"
              .formatted(String.join(", ", missing), names(named), String.join(", ", port)));
    }
    return only(named).toString();
  }

  private ObjectNode named(Object row) {
    if (!Cells.isTuple(row)
        && !(row instanceof Map)
        && Cells.of(row) instanceof ObjectNode fields) {
      return byName(fields);
    }
    return byPosition(Cells.leaves(row));
  }

  private ObjectNode byName(ObjectNode row) {
    ObjectNode named = JsonNodeFactory.instance.objectNode();
    row.fields()
        .forEachRemaining(
            each -> named.set(renamed.getOrDefault(each.getKey(), each.getKey()), each.getValue()));
    return named;
  }

  /** A window's end may be missing: then the others have their positions. */
  private ObjectNode byPosition(List<Object> leaves) {
    List<String> names =
        leaves.size() == port.size()
            ? port
            : port.stream().filter(each -> !each.equals(window)).toList();
    if (leaves.size() != names.size()) {
      throw UserError.usage(
          "a classic row has %d values, and the port's rows %d columns, %s: let both have as many"
              .formatted(leaves.size(), port.size(), String.join(", ", port)));
    }
    ObjectNode named = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < leaves.size(); i++) {
      named.set(names.get(i), Cells.of(leaves.get(i)));
    }
    return named;
  }

  private ObjectNode only(ObjectNode row) {
    ObjectNode compared = JsonNodeFactory.instance.objectNode();
    for (String column : port) {
      JsonNode cell = row.get(column);
      if (!ignored.contains(column)) {
        compared.set(shown(column), cell);
      }
    }
    return compared;
  }

  private static String names(ObjectNode row) {
    List<String> names = new ArrayList<>();
    row.fieldNames().forEachRemaining(names::add);
    return String.join(", ", names);
  }
}
