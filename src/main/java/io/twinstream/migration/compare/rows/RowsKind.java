package io.twinstream.migration.compare.rows;

/**
 * What differences of rows look like; those that {@code compare JOB} has too are called the same.
 */
enum RowsKind {
  MISSING_ROW("the right lacks rows"),
  EXTRA_ROW("the right has rows that the left has not"),
  WRONG_VALUE("the same keys, other values"),
  DUPLICATE_ROW("the same rows, a different number of times"),
  CUMULATIVE("one side has the totals since the beginning, the other those of each window"),
  SHIFTED_WINDOW("the same rows at other times"),
  SHIFTED_TIME("times that are all off by the same"),
  DOUBLE_COUNTED("values that are a whole multiple of the other side's"),
  SCALED("values that are all off by the same factor"),
  ROUNDED("values that differ in their last digits"),
  LOWER("values that are lower, and never higher"),
  HIGHER("values that are higher, and never lower"),
  MIXED("rows are missing, extra or changed at once");

  private final String meaning;

  RowsKind(String meaning) {
    this.meaning = meaning;
  }

  String meaning() {
    return meaning;
  }
}
