package io.twinstream.migration.move.data;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.twinstream.error.UserError;
import io.twinstream.migration.move.StateFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;

/** Rows in the types of a job's state, of which no value may become another. */
final class StateFit {
  private final String spec;
  private final Dataset<Row> read;
  private final Observation misfits = new Observation();
  private final List<Fitted> fitted = new ArrayList<>();
  private final Column key;
  private final Column state;

  private StateFit(
      String spec, Dataset<Row> read, String keyColumn, List<String> values, StructType wanted) {
    this.spec = spec;
    this.read = read;
    this.key = fitted(keyColumn, wanted.apply("key"));
    StructField state = wanted.apply("state");
    if (state.dataType() instanceof StructType fields) {
      this.state = fields(values, fields);
    } else if (values.size() == 1) {
      this.state = fitted(values.get(0), state);
    } else {
      throw refused(
          "the job keeps one value of type %s for each key, and there are the columns %s: let the query give one"
              .formatted(state.dataType().sql(), String.join(", ", values)));
    }
  }

  /**
   * A column in its wanted type.
   *
   * @param isMisfit whether a value is not the same in that type
   */
  private record Fitted(String column, DataType type, StructField wanted, Column isMisfit) {}

  /**
   * Checks the columns.
   *
   * @param wanted the columns that the job wants, as DDL
   * @throws UserError if one is missing, one too many, or of a type that does not fit
   */
  static StateFit of(
      Dataset<Row> read, List<String> keys, List<String> values, String wanted, String spec) {
    if (keys.size() != 1) {
      throw UserError.usage(
          "%s: the job's key is one text, and the key is of several columns (%s): let the query join them"
              .formatted(spec, String.join(", ", keys)));
    }
    return new StateFit(spec, read, keys.get(0), values, StructType.fromDDL(wanted));
  }

  private Column fields(List<String> values, StructType wanted) {
    List<String> left = new ArrayList<>(values);
    List<Column> fields = new ArrayList<>();
    for (StructField field : wanted.fields()) {
      String column =
          left.stream()
              .filter(name -> name.equalsIgnoreCase(field.name()))
              .findFirst()
              .orElseThrow(() -> refusedColumns("has no column '" + field.name() + "'", wanted));
      left.remove(column);
      fields.add(fitted(column, field).as(field.name()));
    }
    if (!left.isEmpty()) {
      throw refusedColumns(
          "has columns that the job does not keep, " + String.join(", ", left), wanted);
    }
    return struct(fields.toArray(Column[]::new));
  }

  private Column fitted(String name, StructField wanted) {
    DataType type = read.select(TextColumns.column(name)).schema().fields()[0].dataType();
    Column value = TextColumns.column(name);
    Column cast = cast(name, type, wanted);
    Column isMisfit = value.isNotNull().and(cast.isNull());
    if (type instanceof NumericType && wanted.dataType() instanceof NumericType) {
      isMisfit = isMisfit.or(value.notEqual(cast.cast(type)));
    }
    if (!wanted.nullable()) {
      isMisfit = isMisfit.or(value.isNull());
    }
    fitted.add(new Fitted(name, type, wanted, isMisfit));
    return cast;
  }

  private Column cast(String name, DataType type, StructField wanted) {
    DataType to = wanted.dataType();
    if (type.catalogString().equals(to.catalogString())) {
      return TextColumns.column(name);
    }
    boolean isCast =
        type instanceof NumericType && to instanceof NumericType
            || type instanceof StringType && isReadFromText(to)
            || type instanceof IntegralType && to instanceof StringType
            || type instanceof ArrayType from
                && to instanceof ArrayType into
                && from.elementType() instanceof IntegralType
                && into.elementType() instanceof IntegralType;
    if (!isCast) {
      throw refused(
          "column '%s' is %s, and the job's %s is %s: convert it in the query"
              .formatted(name, type.sql(), wanted.name(), to.sql()));
    }
    return expr("try_cast(`%s` AS %s)".formatted(name.replace("`", "``"), to.sql()));
  }

  private static boolean isReadFromText(DataType to) {
    return to instanceof NumericType
        || to instanceof BooleanType
        || to instanceof DateType
        || to instanceof TimestampType;
  }

  /** Returns {@code key} and {@code state}; what does not fit is counted when they are written. */
  Dataset<Row> rows() {
    Column shown = TextColumns.of(TextColumns.column(fitted.get(0).column()), fitted.get(0).type());
    List<Column> metrics = new ArrayList<>();
    for (int i = 0; i < fitted.size(); i++) {
      Fitted each = fitted.get(i);
      Column value = TextColumns.of(TextColumns.column(each.column()), each.type());
      Column example =
          concat(coalesce(value, lit("NULL")), lit(" of key "), coalesce(shown, lit("NULL")));
      metrics.add(count(when(each.isMisfit(), 1)).as("count" + i));
      metrics.add(min(when(each.isMisfit(), example)).as("example" + i));
    }
    return read.observe(
            misfits, metrics.get(0), metrics.subList(1, metrics.size()).toArray(Column[]::new))
        .select(key.as("key"), state.as("state"));
  }

  /**
   * Refuses rows, which have been written, if one of them did not fit.
   *
   * @throws UserError with the column, its types and an example
   */
  void check() {
    Map<String, ?> found = StateFiles.observed(misfits);
    for (int i = 0; i < fitted.size(); i++) {
      long count = (Long) found.get("count" + i);
      if (count > 0) {
        Fitted each = fitted.get(i);
        throw refused(
            "column '%s' is %s, and %,d of its values %s no %s, which the job's %s is, such as %s: convert them in the query"
                .formatted(
                    each.column(),
                    each.type().sql(),
                    count,
                    count == 1 ? "is" : "are",
                    each.wanted().dataType().sql(),
                    each.wanted().name(),
                    found.get("example" + i)));
      }
    }
  }

  private UserError refusedColumns(String why, StructType wanted) {
    return refused(
        "%s: the job's state is %s"
            .formatted(
                why,
                List.of(wanted.fields()).stream()
                    .map(field -> field.name() + " " + field.dataType().sql())
                    .collect(Collectors.joining(", "))));
  }

  private UserError refused(String why) {
    return UserError.usage("%s: %s".formatted(spec, why));
  }
}
