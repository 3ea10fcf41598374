package io.twinstream.migration.inspect;

import java.util.List;

/**
 * A DStream of the graph.
 *
 * @param number counted from 1, from the outputs towards the inputs
 * @param type its class, without the package where that is Spark's
 * @param site where the application made it, such as {@code map at App.scala:12}; may be empty
 * @param details durations, the input it is, the application's functions it calls
 * @param isSeen whether its parents were given with the same number before
 * @param parents what it reads from
 */
public record Operator(
    int number,
    String type,
    String site,
    List<String> details,
    boolean isSeen,
    List<Operator> parents) {}
