package io.twinstream.migration.compare.rows;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.udf;

import io.twinstream.error.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Avro's binary encoding, of one schema.
 *
 * @param isConfluent whether a magic byte and the number of a schema are in front of each value
 */
record AvroValues(Schema schema, StructType type, boolean isConfluent) implements TopicValues {
  static final String MARK = "?avro=";
  private static final String CONFLUENT = "&confluent";
  private static final String JSON = "twinstream json";

  /** Returns what is behind the mark of a specification. */
  static AvroValues parse(String spec, int mark) {
    String rest = spec.substring(mark + MARK.length());
    boolean isConfluent = rest.endsWith(CONFLUENT);
    String file = isConfluent ? rest.substring(0, rest.length() - CONFLUENT.length()) : rest;
    if (file.isBlank()) {
      throw UserError.usage("'%s': write %sSCHEMA_FILE[%s]".formatted(spec, MARK, CONFLUENT));
    }
    try {
      Schema schema = new Schema.Parser().parse(Files.readString(Path.of(file)));
      if (schema.getType() != Schema.Type.RECORD) {
        throw UserError.usage("%s: is the schema of no record".formatted(file));
      }
      return new AvroValues(schema, AvroTypes.struct(file, schema), isConfluent);
    } catch (IOException e) {
      throw UserError.usage("%s: cannot be read, the schema of '%s'".formatted(file, spec), e);
    } catch (AvroRuntimeException e) {
      throw UserError.usage("%s: is no schema of Avro: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Returns what makes JSON of values. */
  AvroToJson decoder() {
    return new AvroToJson(schema, isConfluent);
  }

  /** Returns an error about a value that is none of this schema. */
  UserError notOne(String what, byte[] value) {
    return UserError.usage(
        "%s is no '%s' in Avro%s".formatted(what, schema.getFullName(), hint(value)));
  }

  @Override
  public Dataset<Row> parsed(SparkSession session, String spec, Dataset<Row> records) {
    AvroToJson decoder = decoder();
    UserDefinedFunction decode = udf((UDF1<byte[], String>) decoder::json, DataTypes.StringType);
    Dataset<Row> decoded = records.withColumn(JSON, decode.apply(col(VALUE)));
    decoded
        .filter(col(JSON).isNull())
        .selectExpr(WHERE, VALUE)
        .takeAsList(1)
        .forEach(
            first -> {
              byte[] value = first.getAs(1);
              throw notOne("%s: %s".formatted(spec, first.getString(0)), value);
            });
    return decoded.withColumn(VALUE, from_json(col(JSON), type, Map.of())).drop(JSON);
  }

  private String hint(byte[] value) {
    boolean isLike = value.length > AvroToJson.CONFLUENT_HEADER && value[0] == 0;
    if (isConfluent) {
      return isLike ? "" : ", and does not begin with Confluent's magic byte";
    }
    return isLike
        ? "; it may begin with Confluent's magic byte: write %sSCHEMA_FILE%s"
            .formatted(MARK, CONFLUENT)
        : "";
  }

  @Override
  public boolean areTyped() {
    return true;
  }
}
