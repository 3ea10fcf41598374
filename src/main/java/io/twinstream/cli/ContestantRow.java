package io.twinstream.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.Passes;
import io.twinstream.bench.Program;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.util.function.Consumer;

/** What came of a contestant that runs by itself. */
final class ContestantRow {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ContestantRow() {}

  /** Runs it, and adds to the row what it measured and whether that is {@code correct}. */
  @FunctionalInterface
  interface Run {
    void into(ObjectNode row) throws IOException, InterruptedException;
  }

  /** Adds what a program says last: a JSON object. */
  static Run said(Passes passes, String contestant, Program program) {
    return row -> row.setAll((ObjectNode) JSON.readTree(passes.run(contestant, program)));
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
