package io.twinstream.migration.compare.rows;

import io.twinstream.ends.jdbc.Drivers;
import io.twinstream.error.Secrets;
import io.twinstream.error.UserError;
import io.twinstream.migration.compare.rows.Layout.Compared;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * A table or a query of a database whose driver is on the class path. It is read by one connection
 * in one query, and so as of one moment.
 *
 * @param url with its password
 * @param table the table's name, or the query
 */
record JdbcEnd(String url, String table) implements End {
  private static final Pattern NAME = Pattern.compile("[^\\s();]+|\"[^\"]+\"(\\.\"[^\"]+\")?");
  private static final String UNKNOWN_TYPE = "[UNRECOGNIZED_SQL_TYPE]";
  private static final String ROWS_AT_ONCE = "10000";

  static JdbcEnd parse(String spec) {
    int mark = spec.indexOf('#');
    if (mark < 0 || mark == spec.length() - 1) {
      throw UserError.usage(
          "'%s': name a table or a query behind #: jdbc:URL#TABLE".formatted(Secrets.masked(spec)));
    }
    return new JdbcEnd(spec.substring(0, mark), spec.substring(mark + 1).strip());
  }

  @Override
  public String spec() {
    return Secrets.masked(url) + "#" + table;
  }

  @Override
  public EndRows read(SparkSession session) {
    Driver driver = Drivers.of(url, spec());
    check(driver);
    return read(session, driver, from());
  }

  private EndRows read(SparkSession session, Driver driver, String from) {
    return new EndRows(load(session, driver, from), true, false, List.of());
  }

  private Dataset<Row> load(SparkSession session, Driver driver, String from) {
    try {
      return session
          .read()
          .format("jdbc")
          .option("url", url)
          .option("dbtable", from)
          .option("driver", driver.getClass().getName())
          .option("fetchsize", ROWS_AT_ONCE)
          // A time without a zone is of the session's zone, and not of this machine's.
          .option("preferTimestampNTZ", "true")
          .load();
    } catch (Exception e) { // of Scala, which Java does not see coming
      if (String.valueOf(e.getMessage()).startsWith(UNKNOWN_TYPE)) {
        throw UserError.usage(
            "%s: Spark reads no column of this type: %s: convert it in a query behind #, such as CAST(... AS TIMESTAMP)"
                .formatted(spec(), e.getMessage().substring(UNKNOWN_TYPE.length()).strip()),
            e);
      }
      throw e;
    }
  }

  /**
   * Tells whether it can read only the rows from a time on: how to write a time is known of
   * PostgreSQL, a whole number is written alike everywhere.
   */
  boolean hasRange(Plan plan, Side side, EndRows shape) {
    Optional<Compared> time = plan.layout().time();
    if (time.isEmpty()) {
      return false;
    }
    DataType type = Plan.type(shape, plan.name(side, time.get()));
    boolean isTime = type instanceof TimestampType || type instanceof TimestampNTZType;
    return time.get().kind() == ColumnKind.NUMBER
        ? type instanceof IntegralType
        : isTime && url.startsWith("jdbc:postgresql:");
  }

  /** Returns the rows that are not older than that; only if {@link #hasRange}. */
  EndRows from(SparkSession session, Plan plan, Side side, long low) {
    Compared time = plan.layout().time().orElseThrow();
    String least =
        time.kind() == ColumnKind.NUMBER
            ? Long.toString(low)
            : "'%s'".formatted(Canonical.showMicros(low));
    Driver driver = Drivers.of(url, spec());
    return read(
        session,
        driver,
        "(SELECT * FROM %s WHERE %s >= %s) rows_of_range"
            .formatted(from(), quoted(driver, plan.name(side, time)), least));
  }

  private String quoted(Driver driver, String column) {
    try (Connection connection = driver.connect(url, new Properties())) {
      String quote = connection.getMetaData().getIdentifierQuoteString();
      return quote + column + quote;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private String from() {
    return NAME.matcher(table).matches() ? table : "(%s) rows_of_query".formatted(table);
  }

  private void check(Driver driver) {
    try (Connection connection = driver.connect(url, new Properties())) {
      connection
          .prepareStatement("SELECT * FROM " + from() + " WHERE 1 = 0")
          .executeQuery()
          .close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private UserError failed(SQLException e) {
    return UserError.failed(
        "%s: %s"
            .formatted(
                spec(),
                Secrets.masked(String.valueOf(e.getMessage())).lines().findFirst().orElse("")),
        e);
  }
}
