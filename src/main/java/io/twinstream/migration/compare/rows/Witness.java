package io.twinstream.migration.compare.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * JSON of which Spark finds a given schema: beside new values it makes Spark find the types that
 * fit both these and all before.
 */
final class Witness {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Witness() {}

  /**
   * Returns an object with the fields of that type.
   *
   * @param without fields that are left out
   */
  static String of(StructType type, Set<String> without) {
    ObjectNode object = NODES.objectNode();
    for (StructField field : type.fields()) {
      if (!without.contains(field.name())) {
        object.set(field.name(), of(field.dataType()));
      }
    }
    return object.toString();
  }

  private static JsonNode of(DataType type) {
    if (type instanceof StructType struct) {
      ObjectNode object = NODES.objectNode();
      for (StructField field : struct.fields()) {
        object.set(field.name(), of(field.dataType()));
      }
      return object;
    }
    if (type instanceof ArrayType array) {
      return NODES.arrayNode().add(of(array.elementType()));
    }
    if (type instanceof LongType) {
      return NODES.numberNode(1);
    }
    if (type instanceof DoubleType) {
      return NODES.numberNode(0.5);
    }
    if (type instanceof DecimalType decimal) {
      return NODES.numberNode(
          new BigDecimal(BigInteger.TEN.pow(decimal.precision()).subtract(BigInteger.ONE), 0));
    }
    return type instanceof BooleanType ? NODES.booleanNode(true) : NODES.textNode("x");
  }
}
