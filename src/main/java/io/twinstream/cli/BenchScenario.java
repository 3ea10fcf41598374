package io.twinstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.Needs;
import java.io.IOException;

/** A scenario of {@code bench}, with its options. */
interface BenchScenario {
  /** Returns its name on the command line. */
  String name();

  /** Returns what it takes of the machine. */
  Needs needs();

  /**
   * Runs all its contestants; returns {@code settings} and {@code contestants}, of which each has
   * {@code name} and {@code correct}.
   */
  ObjectNode run() throws IOException, InterruptedException;

  /** Returns that result as a table. */
  String table(ObjectNode result);
}
