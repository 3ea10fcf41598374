package io.twinstream.cli;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which columns of two programs' rows are compared, and how they are named. */
final class ColumnsOptions {
  @Option(
      names = "--key",
      split = ",",
      paramLabel = "COL",
      description =
          "The columns of a row's key; default for methods: the first of pairs, else all columns.")
  List<String> key = List.of();

  @Option(
      names = "--window",
      paramLabel = "COL",
      description =
          "The column with the end of a row's window; the first and last windows, which may be incomplete, are left out.")
  String window;

  @Option(
      names = "--ignore",
      split = ",",
      paramLabel = "COL",
      description = "Columns that are not compared.")
  Set<String> ignored = new LinkedHashSet<>();

  @Option(
      names = "--rename",
      split = ",",
      paramLabel = "A=B",
      description = "Column A of LEFT, or of the classic rows, is column B of the other.")
  Map<String, String> renamed = new LinkedHashMap<>();
}
