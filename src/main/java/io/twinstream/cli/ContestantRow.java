package io.twinstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.util.function.Consumer;

/** What came of a contestant that runs by itself. */
final class ContestantRow {
  private ContestantRow() {}

  /** Runs it, and adds to the row what it measured and whether that is {@code correct}. */
  @FunctionalInterface
  interface Run {
    void into(ObjectNode row) throws IOException, InterruptedException;
  }

  /** Fills a row; a failure is said and is part of the row, and the others go on. */
  static ObjectNode of(ObjectNode row, String what, Consumer<String> say, Run run)
      throws IOException, InterruptedException {
    say.accept(what);
    try {
      run.into(row);
    } catch (UserError failure) {
      say.accept(what + ": " + failure.getMessage());
      row.put("correct", false).put("failure", failure.getMessage());
    }
    return row;
  }
}
