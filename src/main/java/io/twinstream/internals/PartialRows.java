package io.twinstream.internals;

import io.twinstream.error.UserError;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.ExperimentalMethods;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import scala.collection.Iterator;
import scala.collection.immutable.$colon$colon;
import scala.collection.immutable.List;

/**
 * Refuses a query that aggregates partial rows by a function that does not merge them: a count
 * would take what stands for a thousand records for one. It is a rule of the session's optimizer,
 * which plans each micro-batch (3.5, 4.1).
 */
public final class PartialRows extends Rule<LogicalPlan> {
  private static final Set<String> MERGING =
      Set.of(
          "Sum",
          "Min",
          "Max",
          "MinBy",
          "MaxBy",
          "BitAndAgg",
          "BitOrAgg",
          "BitXorAgg",
          "Product",
          "CollectSet",
          // What an application has written itself.
          "ScalaAggregator",
          "ScalaUDAF",
          "SimpleTypedAggregateExpression",
          "ComplexTypedAggregateExpression");

  private static final String OF_MOMENTS =
      "is not made of that of partial rows: sum the count, the sum and the sum of the squares, and"
          + " divide after the aggregation";
  private static final String IN_ORDER =
      "depends on the order of rows, which a union does not keep: port it to flatMapGroupsWithState"
          + " with the state as initialState";

  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry(
              "Count",
              "takes a row of the savepoint for one record: give each record a column of 1, the"
                  + " savepoint's rows their count in it, and sum that"),
          Map.entry(
              "Average",
              "of averages is not the average of all: sum the sums and the counts, and divide after"
                  + " the aggregation"),
          Map.entry("StddevPop", OF_MOMENTS),
          Map.entry("StddevSamp", OF_MOMENTS),
          Map.entry("VariancePop", OF_MOMENTS),
          Map.entry("VarianceSamp", OF_MOMENTS),
          Map.entry("First", IN_ORDER),
          Map.entry("Last", IN_ORDER),
          Map.entry("CollectList", IN_ORDER));

  private static final String UNKNOWN =
      "is not known to merge partial rows: port it to flatMapGroupsWithState with the state as"
          + " initialState";

  private final Class<?> partial;

  private PartialRows(Class<?> partial) {
    this.partial = partial;
  }

  /**
   * Refuses such queries of a session from now on.
   *
   * @param partial the class of the streams whose rows are partial
   */
  public static void check(SparkSession session, Class<?> partial) {
    ExperimentalMethods rules = session.experimental();
    synchronized (rules) {
      List<Rule<LogicalPlan>> others = rules.extraOptimizations().toList();
      if (!others.exists(rule -> rule instanceof PartialRows)) {
        rules.extraOptimizations_$eq(new $colon$colon<>(new PartialRows(partial), others));
      }
    }
  }

  /**
   * Returns the plan as it is.
   *
   * @throws UserError if it has such an aggregation
   */
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    partialIn(plan);
    return plan;
  }

  /** Returns what gives the partial rows that come out of a plan. */
  private Optional<Object> partialIn(LogicalPlan plan) {
    Optional<Object> found = partialOf(plan);
    for (Iterator<LogicalPlan> each = plan.children().iterator(); each.hasNext(); ) {
      Optional<Object> below = partialIn(each.next());
      found = found.isPresent() ? found : below;
    }
    if (found.isPresent() && plan instanceof Aggregate) {
      for (Iterator<Expression> each = plan.expressions().iterator(); each.hasNext(); ) {
        check(each.next(), found.get());
      }
      return Optional.empty();
    }
    return found;
  }

  private Optional<Object> partialOf(LogicalPlan plan) {
    for (Iterator<Object> each = plan.productIterator(); each.hasNext(); ) {
      Object part = each.next();
      if (partial.isInstance(part)) {
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }

  private static void check(Expression expression, Object partial) {
    if (expression instanceof AggregateExpression aggregate) {
      problem(aggregate)
          .ifPresent(
              reason -> {
                throw UserError.usage("%s: %s %s".formatted(partial, aggregate.sql(), reason));
              });
    }
    for (Iterator<Expression> each = expression.children().iterator(); each.hasNext(); ) {
      check(each.next(), partial);
    }
  }

  private static Optional<String> problem(AggregateExpression aggregate) {
    String function = aggregate.aggregateFunction().getClass().getSimpleName();
    if (aggregate.isDistinct() || !MERGING.contains(function)) {
      return Optional.of(REASONS.getOrDefault(function, UNKNOWN));
    }
    boolean isOfConstant = aggregate.aggregateFunction().references().isEmpty();
    return function.equals("Sum") && isOfConstant
        ? Optional.of(REASONS.get("Count"))
        : Optional.empty();
  }
}
