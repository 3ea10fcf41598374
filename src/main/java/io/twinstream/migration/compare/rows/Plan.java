package io.twinstream.migration.compare.rows;

import io.twinstream.error.UserError;
import io.twinstream.migration.compare.rows.Layout.Compared;
import io.twinstream.migration.compare.rows.Names.Pair;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegralType;

/**
 * Which columns are compared with which, and as what.
 *
 * @param pairs what each side calls the columns of the layout
 * @param order the column of the order, on the sides that have it
 */
record Plan(Layout layout, Map<Compared, Pair> pairs, Map<Side, String> order, List<String> notes) {

  /**
   * Returns the plan.
   *
   * @throws UserError if columns are missing, or cannot be compared
   */
  static Plan of(
      RowsRequest request, EndRows left, EndRows right, String leftSpec, String rightSpec) {
    Names names =
        new Names(
            new Names.Of("the left, " + leftSpec, left.columns()),
            new Names.Of("the right, " + rightSpec, right.columns()),
            request.renamed());
    Map<Compared, Pair> pairs = new LinkedHashMap<>();
    List<Pair> taken = new ArrayList<>();
    ArrayList<Compared> key = new ArrayList<>();
    Optional<Compared> window = Optional.empty();
    if (request.window().isPresent()) {
      Pair pair = names.pair(request.window().get(), "the window");
      taken.add(pair);
      ColumnKind kind = kind(pair, left, right);
      boolean isNumber = kind == ColumnKind.NUMBER;
      if (kind == ColumnKind.BOOLEAN || kind == ColumnKind.BINARY || kind == ColumnKind.NESTED) {
        throw UserError.usage(
            "window column '%s': is neither a time nor a number".formatted(pair.left()));
      }
      Compared column =
          new Compared(pair.left(), isNumber ? ColumnKind.NUMBER : ColumnKind.TIME, null);
      pairs.put(column, pair);
      window = Optional.of(column);
    }
    for (String name : request.key()) {
      Pair pair = names.pair(name, "a key");
      if (taken.contains(pair)) {
        continue;
      }
      taken.add(pair);
      Compared column = new Compared(pair.left(), kind(pair, left, right), null);
      pairs.put(column, pair);
      key.add(column);
    }
    Optional<Compared> time = window;
    if (window.isEmpty()) {
      List<Compared> times =
          key.stream().filter(column -> isTime(column, pairs.get(column), left, right)).toList();
      time = times.size() == 1 ? Optional.of(times.get(0)) : Optional.empty();
      time.ifPresent(key::remove);
    }
    Map<Side, String> order = order(request, left, right, taken, names);
    Map<String, BigDecimal> tolerances = new LinkedHashMap<>(request.tolerances());
    ArrayList<Compared> values = new ArrayList<>();
    for (Pair pair : names.others(taken, request.ignored())) {
      ColumnKind kind = kind(pair, left, right);
      BigDecimal tolerance = tolerances.remove(pair.left());
      if (tolerance != null && kind != ColumnKind.NUMBER && kind != ColumnKind.UNTYPED) {
        throw UserError.usage(
            "column '%s': is not a number, so it cannot have a tolerance".formatted(pair.left()));
      }
      Compared column =
          new Compared(pair.left(), tolerance == null ? kind : ColumnKind.NUMBER, tolerance);
      pairs.put(column, pair);
      values.add(column);
    }
    if (!tolerances.isEmpty()) {
      throw UserError.usage(
          "column '%s', which is given a tolerance: is not compared; the compared columns are %s"
              .formatted(
                  tolerances.keySet().iterator().next(),
                  values.stream().map(Compared::name).toList()));
    }
    boolean[] hasOrder = {
      left.hasOffsets() || order.containsKey(Side.LEFT),
      right.hasOffsets() || order.containsKey(Side.RIGHT)
    };
    List<String> notes = new ArrayList<>(left.notes());
    notes.addAll(right.notes());
    notes.addAll(names.notes());
    return new Plan(
        new Layout(request.isLog(), hasOrder, time.orElse(null), window.isPresent(), key, values),
        pairs,
        order,
        notes);
  }

  /** Returns what a side calls the columns of the key, the time at the end. */
  List<String> keyNames(Side side) {
    List<String> names =
        new ArrayList<>(layout.key().stream().map(each -> name(side, each)).toList());
    layout.time().ifPresent(time -> names.add(name(side, time)));
    return names;
  }

  /** Returns what a side calls a column. */
  String name(Side side, Compared column) {
    Pair pair = pairs.get(column);
    return side == Side.LEFT ? pair.left() : pair.right();
  }

  private static boolean isTime(Compared column, Pair pair, EndRows left, EndRows right) {
    return column.kind() == ColumnKind.TIME
        || Layout.isTimeName(column.name())
            && isWhole(type(left, pair.left()))
            && isWhole(type(right, pair.right()));
  }

  private static boolean isWhole(DataType type) {
    return type instanceof IntegralType;
  }

  private static Map<Side, String> order(
      RowsRequest request, EndRows left, EndRows right, List<Pair> taken, Names names) {
    Map<Side, String> order = new LinkedHashMap<>();
    if (request.order().isPresent()) {
      String name = request.order().get();
      Pair pair = names.pair(name, "the order");
      taken.add(pair);
      checkOrder(pair.left(), type(left, pair.left()));
      checkOrder(pair.right(), type(right, pair.right()));
      if (!left.hasOffsets()) {
        order.put(Side.LEFT, pair.left());
      }
      if (!right.hasOffsets()) {
        order.put(Side.RIGHT, pair.right());
      }
    }
    return order;
  }

  private static void checkOrder(String name, DataType type) {
    ColumnKind kind = ColumnKind.of(type, true).orElse(ColumnKind.NUMBER);
    if (kind != ColumnKind.NUMBER && kind != ColumnKind.TIME && kind != ColumnKind.TEXT) {
      throw UserError.usage("order column '%s': is neither a time nor a number".formatted(name));
    }
  }

  private static ColumnKind kind(Pair pair, EndRows left, EndRows right) {
    DataType leftType = type(left, pair.left());
    DataType rightType = type(right, pair.right());
    Optional<ColumnKind> one = ColumnKind.of(leftType, left.isTyped());
    Optional<ColumnKind> other = ColumnKind.of(rightType, right.isTyped());
    if (one.isEmpty() || other.isEmpty()) {
      return one.or(() -> other).orElse(ColumnKind.TEXT);
    }
    return ColumnKind.common(one.get(), other.get())
        .orElseThrow(
            () ->
                UserError.usage(
                    "column '%s': the left is of type %s, the right of type %s, which cannot be compared: convert one of them in a query, or ignore the column"
                        .formatted(
                            pair.left(), leftType.simpleString(), rightType.simpleString())));
  }

  static DataType type(EndRows rows, String column) {
    return rows.rows().schema().apply(column).dataType();
  }
}
