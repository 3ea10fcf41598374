package io.twinstream.migration.compare.rows;

import io.twinstream.error.UserError;
import java.util.List;
import java.util.Optional;

/**
 * A specification that may end in {@code ?columns=A,B}: the columns of CSV that does not name them.
 *
 * @param spec the rest
 */
record GivenColumns(String spec, Optional<List<String>> columns) {
  private static final String MARK = "?columns=";

  static GivenColumns of(String spec) {
    int mark = spec.indexOf(MARK);
    if (mark < 0) {
      return new GivenColumns(spec, Optional.empty());
    }
    List<String> columns = List.of(spec.substring(mark + MARK.length()).split(",", -1));
    if (columns.stream().anyMatch(String::isBlank)
        || columns.stream().distinct().count() < columns.size()) {
      throw UserError.usage("'%s': write %sA,B, each name once".formatted(spec, MARK));
    }
    return new GivenColumns(spec.substring(0, mark), Optional.of(columns));
  }
}
