package io.twinstream.migration.move.data;

import io.twinstream.error.UserError;
import io.twinstream.migration.move.NestedTypes;
import io.twinstream.savepoint.StateCopy;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns of a state that a query has made anew. */
final class StateColumns {
  private static final String KEY = "key";
  private static final String STATE = "state";

  private StateColumns() {}

  /**
   * Checks that the key is what it was, and that the state has no columns that no state has; the
   * state itself may be of another type.
   *
   * @throws UserError if not
   */
  static void check(StateCopy before, StructType after) {
    StructType columns = StructType.fromDDL(before.columns());
    List<String> names = Arrays.asList(after.fieldNames());
    Set<String> unique = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : names) {
      if (!unique.add(name)) {
        throw refused(before, "has two columns '%s': name them apart".formatted(name));
      }
    }
    for (String wanted : List.of(KEY, STATE)) {
      if (!names.contains(wanted)) {
        throw refused(
            before,
            "has no column '%s', but %s: name it so, AS %s"
                .formatted(wanted, String.join(", ", names), wanted));
      }
    }
    for (StructField field : after.fields()) {
      if (!field.name().equals(STATE)) {
        checkSame(before, columns, field);
      } else if (NestedTypes.has(NullType.class, field.dataType())) {
        // Spark 4 would write it, and no port has such a state.
        throw refused(
            before,
            "makes column '%s' %s, and VOID is no type: CAST(NULL AS BIGINT), or what it is to be"
                .formatted(STATE, field.dataType().sql()));
      }
    }
  }

  private static void checkSame(StateCopy before, StructType columns, StructField after) {
    List<String> names = Arrays.asList(columns.fieldNames());
    if (!names.contains(after.name())) {
      throw refused(
          before,
          "has a column '%s', which the state has not: its columns are %s"
              .formatted(after.name(), String.join(", ", names)));
    }
    DataType was = columns.apply(after.name()).dataType();
    if (!was.catalogString().equals(after.dataType().catalogString())) {
      throw refused(
          before,
          "makes column '%s' %s, which is %s: CAST it, as only the state may change its type"
              .formatted(after.name(), after.dataType().sql(), was.sql()));
    }
  }

  private static UserError refused(StateCopy before, String why) {
    return UserError.usage("state '%s': the query %s".formatted(before.name(), why));
  }
}
