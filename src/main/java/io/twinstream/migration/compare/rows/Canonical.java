package io.twinstream.migration.compare.rows;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StringType;

/** Values of any type as texts of which there is one for each value of a {@link ColumnKind}. */
final class Canonical {
  private static final int SHORTEST_INSTANT = 16;

  /** Below these a number is taken for seconds, milliseconds or microseconds since 1970. */
  private static final BigDecimal SECONDS = BigDecimal.valueOf(100_000_000_000L);

  private static final BigDecimal MILLIS = BigDecimal.valueOf(100_000_000_000_000L);
  private static final BigDecimal MICROS = BigDecimal.valueOf(100_000_000_000_000_000L);

  private static final UserDefinedFunction DECIMAL =
      text((BigDecimal value) -> value == null ? null : Numbers.canonical(value));
  private static final UserDefinedFunction DOUBLE =
      text((Double value) -> value == null ? null : Numbers.canonical(value.doubleValue()));
  private static final UserDefinedFunction FLOAT =
      text((Float value) -> value == null ? null : Numbers.canonical(value.floatValue()));
  private static final UserDefinedFunction NUMBER =
      text((String value) -> value == null ? null : Numbers.ofText(value));
  private static final UserDefinedFunction UNTYPED =
      text((String value) -> value == null ? null : instant(Numbers.ofUntyped(value)));
  private static final UserDefinedFunction INSTANT =
      text((String value) -> value == null ? null : instant(value));
  private static final UserDefinedFunction EPOCH =
      text((String value) -> value == null ? null : epochMicros(value));
  private static final UserDefinedFunction JSON =
      text((String value) -> value == null ? null : NestedJson.canonical(value));

  private Canonical() {}

  private static <T> UserDefinedFunction text(UDF1<T, String> function) {
    return udf(function, DataTypes.StringType);
  }

  /**
   * Returns a column as texts; its name must need no quotes.
   *
   * @param from its type
   * @param to as what it is compared
   */
  static Column of(String name, DataType from, ColumnKind to) {
    Column column = functions.col(name);
    return switch (to) {
      case NUMBER -> number(column, from);
      case TIME -> time(name, column, from);
      case TEXT ->
          from instanceof StringType ? instantText(column) : column.cast(DataTypes.StringType);
      case UNTYPED -> UNTYPED.apply(column);
      case BOOLEAN -> lower(column.cast(DataTypes.StringType));
      case BINARY -> hex(column);
      case NESTED -> JSON.apply(to_json(column));
    };
  }

  private static Column number(Column column, DataType from) {
    if (from instanceof DecimalType) {
      return DECIMAL.apply(column);
    }
    if (from instanceof DoubleType) {
      return DOUBLE.apply(column);
    }
    if (from instanceof FloatType) {
      return FLOAT.apply(column);
    }
    Column text = column.cast(DataTypes.StringType);
    return from instanceof StringType ? NUMBER.apply(text) : text;
  }

  private static Column time(String name, Column column, DataType from) {
    ColumnKind own = ColumnKind.of(from, true).orElse(ColumnKind.TIME);
    if (own == ColumnKind.NUMBER) {
      return EPOCH.apply(number(column, from));
    }
    Column micros = expr("cast(unix_micros(try_cast(%s as timestamp)) as string)".formatted(name));
    // A text that is no time stays as it is: it must not become null, which another may be.
    return own == ColumnKind.TIME ? micros : coalesce(micros, EPOCH.apply(column));
  }

  /** Only texts that look like one are taken out of Spark's memory and read. */
  private static Column instantText(Column column) {
    return when(
            column.substr(5, 1).equalTo(lit("-")).and(column.substr(14, 1).equalTo(lit(":"))),
            INSTANT.apply(column))
        .otherwise(column);
  }

  /**
   * Returns an ISO date and time as the instant it is, without a zone that of UTC; else the text.
   */
  static String instant(String text) {
    if (text.length() < SHORTEST_INSTANT
        || text.charAt(4) != '-'
        || text.charAt(13) != ':'
        || text.charAt(10) != 'T' && text.charAt(10) != ' ') {
      return text;
    }
    try {
      TemporalAccessor time =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(
              text.replace(' ', 'T'), OffsetDateTime::from, LocalDateTime::from);
      return time instanceof OffsetDateTime zoned
          ? zoned.toInstant().toString()
          : ((LocalDateTime) time).toInstant(ZoneOffset.UTC).toString();
    } catch (DateTimeException notOne) {
      return text;
    }
  }

  /** Returns the microseconds since 1970 that a number means by its size, else the text. */
  static String epochMicros(String text) {
    return Numbers.parse(text.strip())
        .map(
            number -> {
              BigDecimal size = number.abs();
              int digits =
                  size.compareTo(SECONDS) < 0
                      ? 6
                      : size.compareTo(MILLIS) < 0 ? 3 : size.compareTo(MICROS) < 0 ? 0 : -3;
              return Numbers.canonical(number.scaleByPowerOfTen(digits));
            })
        .orElse(text);
  }

  /** Returns microseconds since 1970 as an instant. */
  static String showMicros(long micros) {
    return Instant.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000L) * 1_000)
        .toString();
  }
}
