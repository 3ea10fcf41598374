package io.twinstream.migration.move.data;

import io.twinstream.error.UserError;
import io.twinstream.migration.move.StateFiles;
import io.twinstream.migration.move.StateOrigin;
import io.twinstream.savepoint.SavedState;
import io.twinstream.savepoint.StateCopy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** The state of a savepoint that a program kept in a database or in files. */
public final class GivenState implements StateOrigin {
  private final StateQuery query;
  private final SparkSession session;
  private final Dataset<Row> read;
  private final List<String> keys;
  private final List<String> values;
  private final Optional<StateFit> fit;

  private GivenState(
      StateQuery query,
      SparkSession session,
      Dataset<Row> read,
      List<String> keys,
      Optional<String> wanted) {
    this.query = query;
    this.session = session;
    this.read = read;
    this.keys = keys;
    this.values = Arrays.stream(read.columns()).filter(column -> !keys.contains(column)).toList();
    if (values.isEmpty()) {
      throw UserError.usage(
          "%s: has no columns beside the key, %s: there is no state"
              .formatted(query.spec(), String.join(", ", keys)));
    }
    this.fit = wanted.map(columns -> StateFit.of(read, keys, values, columns, query.spec()));
  }

  /**
   * Finds the rows, and checks their columns.
   *
   * @param from {@code jdbc:URL}, {@code jdbc:URL#TABLE}, or a folder or file of CSV, JSON, Parquet
   *     or ORC
   * @param query of a database in its own SQL, of files of the table {@code rows}; empty for all
   *     rows
   * @param keys the columns of the key; of several it is a struct
   * @param wanted the columns that the job wants, as DDL; empty to take them as they are
   * @throws UserError if there are no such rows or columns, or they do not fit
   */
  public static GivenState of(
      SparkSession session,
      String from,
      Optional<String> query,
      List<String> keys,
      Optional<String> wanted) {
    StateQuery rows = new StateQuery(from, query);
    SparkSession own = session.newSession();
    Dataset<Row> read = rows.rows(own);
    return new GivenState(rows, own, read, rows.keys(read, keys), wanted);
  }

  @Override
  public String describe() {
    return query.describe();
  }

  @Override
  public StateCopy write(String savepoint) {
    Dataset<Row> rows = fit.map(StateFit::rows).orElseGet(this::asTheyAre);
    String place = SavedState.folder(savepoint, SavepointTables.STATE);
    StateCopy copy;
    try {
      copy = StateFiles.copy(SavepointTables.STATE, rows, place);
    } catch (Exception e) { // of Scala, which Java does not see coming
      throw SqlFailure.of(query.spec(), e);
    }
    fit.ifPresent(StateFit::check);
    UniqueKeys found = UniqueKeys.of(SavedState.in(savepoint, copy).rows(session));
    found.check(
        "%s: the key (%s)".formatted(query.spec(), String.join(", ", keys)),
        "name more columns of the key, or let the query make one row of them");
    if (found.hasNull()) {
      throw UserError.usage(
          "%s: a row has no %s, which is the key: leave it out"
              .formatted(query.spec(), String.join(", ", keys)));
    }
    return copy;
  }

  private Dataset<Row> asTheyAre() {
    return read.select(one(keys).as("key"), one(values).as("state"));
  }

  private Column one(List<String> columns) {
    Column[] all = columns.stream().map(TextColumns::column).toArray(Column[]::new);
    return all.length == 1 ? all[0] : functions.struct(all);
  }
}
