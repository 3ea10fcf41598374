package io.twinstream.migration.own;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.module.scala.DefaultScalaModule;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import scala.Product;
import scala.collection.Iterator;

/**
 * Values of any type as JSON that is equal where the values are: numbers by value and not by type,
 * times as epoch milliseconds, dates as text, rows and tuples as objects.
 */
final class Cells {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ObjectMapper JSON =
      new ObjectMapper().registerModule(new DefaultScalaModule());

  private Cells() {}

  /** Returns the value as JSON. */
  static JsonNode of(Object value) {
    if (value instanceof Row row) {
      return ofRow(row);
    }
    if (isTuple(value)) {
      ObjectNode fields = NODES.objectNode();
      List<Object> parts = parts((Product) value);
      for (int i = 0; i < parts.size(); i++) {
        fields.set("_" + (i + 1), of(parts.get(i)));
      }
      return fields;
    }
    if (value instanceof java.util.Date time && !(value instanceof java.sql.Date)) {
      return NODES.numberNode(time.getTime());
    }
    if (value instanceof Instant time) {
      return NODES.numberNode(time.toEpochMilli());
    }
    if (value instanceof java.sql.Date || value instanceof LocalDate) {
      return NODES.textNode(value.toString());
    }
    if (value instanceof org.apache.spark.api.java.Optional<?> optional) {
      return of(optional.orNull());
    }
    return byValue(JSON.valueToTree(value));
  }

  private static ObjectNode ofRow(Row row) {
    ObjectNode fields = NODES.objectNode();
    for (int i = 0; i < row.size(); i++) {
      fields.set(row.schema().fieldNames()[i], of(row.get(i)));
    }
    return fields;
  }

  /** Tells whether a value has no names for its parts. */
  static boolean isTuple(Object value) {
    return value instanceof Product && value.getClass().getName().startsWith("scala.Tuple");
  }

  /** Returns the parts of a tuple, those of tuples in it too; a single value by itself. */
  static List<Object> leaves(Object value) {
    if (!isTuple(value)) {
      return java.util.Collections.singletonList(value);
    }
    List<Object> leaves = new ArrayList<>();
    parts((Product) value).forEach(part -> leaves.addAll(leaves(part)));
    return leaves;
  }

  /** Returns the parts of a tuple. */
  static List<Object> parts(Product tuple) {
    List<Object> parts = new ArrayList<>();
    for (Iterator<Object> each = tuple.productIterator(); each.hasNext(); ) {
      parts.add(each.next());
    }
    return parts;
  }

  /** Returns the same with each number in its shortest form: 1.0 and 1 are equal. */
  private static JsonNode byValue(JsonNode node) {
    if (node.isNumber()) {
      double number = node.doubleValue();
      return Double.isFinite(number) || node.isBigDecimal() || node.isBigInteger()
          ? shortest(node.isFloat() ? new BigDecimal(node.asText()) : node.decimalValue())
          : NODES.textNode(Double.toString(number));
    }
    if (node instanceof ObjectNode fields) {
      fields.fields().forEachRemaining(each -> each.setValue(byValue(each.getValue())));
    } else if (node instanceof ArrayNode elements) {
      for (int i = 0; i < elements.size(); i++) {
        elements.set(i, byValue(elements.get(i)));
      }
    }
    return node;
  }

  private static JsonNode shortest(BigDecimal number) {
    BigDecimal shortest = number.stripTrailingZeros();
    return shortest.scale() <= 0
        ? NODES.numberNode(shortest.toBigIntegerExact())
        : DecimalNode.valueOf(shortest);
  }
}
