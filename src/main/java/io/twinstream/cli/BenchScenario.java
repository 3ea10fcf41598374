package io.twinstream.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.Needs;
import java.io.IOException;
import java.util.List;

/** A scenario of {@code bench}, with its options. */
interface BenchScenario {
  /** Returns its name on the command line. */
  String name();

  /** Returns what it takes of the machine. */
  Needs needs();

  /** Writes down what else was the same for all contestants. */
  void describe(ObjectNode settings);

  /** Runs all its contestants; returns what came of each, with {@code name} and {@code correct}. */
  List<ObjectNode> rows() throws IOException, InterruptedException;

  /** Returns the result: {@code settings} and {@code contestants}. */
  default ObjectNode run() throws IOException, InterruptedException {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    describe(result.putObject("settings"));
    result.putArray("contestants").addAll(rows());
    return result;
  }

  /** Returns that result as a table. */
  String table(ObjectNode result);
}
