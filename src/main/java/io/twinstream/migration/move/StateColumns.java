package io.twinstream.migration.move;

import io.twinstream.migration.inspect.DStreamCheckpoint;
import io.twinstream.migration.inspect.StateRecords;
import io.twinstream.migration.inspect.UnreadableValueException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The columns of a state: what its operator says of them, which is all there is to know if it has
 * no key, and then what its keys and states show.
 */
final class StateColumns {
  private static final Map<String, DataType> SIMPLE =
      Map.ofEntries(
          Map.entry("java.lang.String", DataTypes.StringType),
          Map.entry("java.lang.Boolean", DataTypes.BooleanType),
          Map.entry("java.lang.Integer", DataTypes.IntegerType),
          Map.entry("java.lang.Long", DataTypes.LongType),
          Map.entry("java.lang.Double", DataTypes.DoubleType),
          Map.entry("java.lang.Float", DataTypes.FloatType),
          Map.entry("scala.Boolean", DataTypes.BooleanType),
          Map.entry("scala.Int", DataTypes.IntegerType),
          Map.entry("scala.Long", DataTypes.LongType),
          Map.entry("scala.Double", DataTypes.DoubleType),
          Map.entry("scala.Float", DataTypes.FloatType));

  private StateColumns() {}

  /** Returns what the operator itself says of its columns. */
  static StateType before(DStreamCheckpoint checkpoint, Plan.State state) {
    Optional<DStreamCheckpoint.State> operator =
        checkpoint.states().stream().filter(each -> each.name().equals(state.name())).findFirst();
    Map<String, StateType> columns = new LinkedHashMap<>();
    columns.put(StateRecords.KEY, simple(operator.flatMap(DStreamCheckpoint.State::keyClass)));
    columns.put(StateRecords.STATE, simple(operator.flatMap(DStreamCheckpoint.State::stateClass)));
    if (state.kind().equals("mapWithState")) {
      columns.put(StateRecords.UPDATED_AT, new StateType.Simple(DataTypes.LongType));
    }
    return new StateType.Fields(Set.of(), columns);
  }

  private static StateType simple(Optional<String> className) {
    return className.map(SIMPLE::get).<StateType>map(StateType.Simple::new).orElse(StateType.NONE);
  }

  /**
   * Returns the type of rows and of one more.
   *
   * @throws UnreadableValueException if no columns can hold them, with the row's key
   */
  static StateType with(StateType rows, Map<String, Object> row) {
    try {
      return rows.merged(StateType.of(row));
    } catch (NoSuchElementException e) {
      throw UnreadableValueException.of(row.get(StateRecords.KEY), e);
    }
  }

  /** Tells whether columns can hold a row too. */
  static boolean canHold(StateType rows, Map<String, Object> row) {
    try {
      rows.merged(StateType.of(row));
      return true;
    } catch (NoSuchElementException e) {
      return false;
    }
  }
}
