package io.twinstream.migration.scan.python;

/** A place that is not Python as we read it. */
final class SyntaxProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;

  SyntaxProblem(int line, String reason) {
    super(reason, null, false, false);
    this.line = line;
  }

  int line() {
    return line;
  }
}
