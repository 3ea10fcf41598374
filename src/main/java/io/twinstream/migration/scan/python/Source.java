package io.twinstream.migration.scan.python;

import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;

/** A file of Python: one piece of source, or the cells of a notebook. */
final class Source {
  /** Lines of the second cell begin after this many, and so on. */
  private static final int LINES_OF_CELL = 1_000_000;

  private final String location;
  private final String name;
  private final List<Cell> cells;

  /** Given up when memory is short; they can be parsed again. */
  private SoftReference<List<Statement>> statements = new SoftReference<>(null);

  /**
   * A piece of source.
   *
   * @param number of the cell in its notebook, from 1; 0 for a whole file
   */
  record Cell(int number, String text) {}

  Source(String location, String name, List<Cell> cells) {
    this.location = location;
    this.name = name;
    this.cells = cells;
  }

  List<Cell> cells() {
    return cells;
  }

  /** Returns the line, as {@link #unit} takes it, at which a cell begins. */
  static int first(Cell cell) {
    return cell.number() * LINES_OF_CELL + 1;
  }

  /** Returns where it is: {@code jobs.zip!/jobs/count.py}. */
  String location() {
    return location;
  }

  /** Returns the location, and of a notebook the cell, of a line. */
  String unit(int line) {
    int cell = line / LINES_OF_CELL;
    return cell == 0 ? name : name + " cell " + cell;
  }

  /** Returns the line in its cell. */
  int line(int line) {
    return line % LINES_OF_CELL;
  }

  /** Returns where it is no Python; of what was parsed it keeps nothing, as few files are used. */
  List<SyntaxProblem> problems() {
    List<SyntaxProblem> problems = new ArrayList<>();
    parse(problems);
    return problems;
  }

  /** Returns what could be parsed. */
  List<Statement> statements() {
    List<Statement> known = statements.get();
    if (known == null) {
      known = parse(new ArrayList<>());
      statements = new SoftReference<>(known);
    }
    return known;
  }

  private List<Statement> parse(List<SyntaxProblem> problems) {
    List<Statement> all = new ArrayList<>();
    for (Cell cell : cells) {
      Parser.Parsed parsed = Parser.parse(Lexer.tokens(cell.text(), first(cell)));
      all.addAll(parsed.statements());
      problems.addAll(parsed.problems());
    }
    return all;
  }

  boolean mentions(String word) {
    return cells.stream().anyMatch(cell -> cell.text().contains(word));
  }
}
