package io.twinstream.migration.scan.python;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The Python files of a scan. */
public final class PythonProgram {
  private static final int LARGEST = 4 << 20;
  private static final int LARGEST_NOTEBOOK = 64 << 20;

  /** Deep enough for what the parser lets through. */
  private static final long STACK = 512L << 20;

  private static final long MOST_KEPT = 96L << 20;
  private static final String MARKER = "pyspark";

  private final PythonApi api;
  private final Sources sources = new Sources();
  private final List<PythonNote> unread = new ArrayList<>();
  private final Set<Source> main = new LinkedHashSet<>();
  private final Map<Source, List<PythonCall>> calls = new LinkedHashMap<>();
  private long kept;
  private int read;

  /** Makes an empty program. */
  public PythonProgram(PythonApi api) {
    this.api = api;
  }

  /** Returns whether a file of that name is read. */
  public static boolean isPython(String name) {
    return name.endsWith(".py") || isNotebook(name);
  }

  private static boolean isNotebook(String name) {
    return name.endsWith(".ipynb");
  }

  /** Returns how large a file may be to be read. */
  public static int largest(String name) {
    return isNotebook(name) ? LARGEST_NOTEBOOK : LARGEST;
  }

  /**
   * Takes a file.
   *
   * @param location where it is: {@code jobs.zip!/jobs/count.py}
   */
  public void add(String location, byte[] bytes) {
    String path = location.replace('\\', '/');
    if (sources.contains(path)) {
      return;
    }
    List<String> problems = new ArrayList<>();
    try {
      List<Source.Cell> cells =
          isNotebook(location)
              ? Notebook.cells(bytes, problems)
              : List.of(new Source.Cell(0, Magic.plain(Text.decode(bytes, problems), problems)));
      Source source = new Source(path, location, cells);
      problems.addAll(problems(source));
      keep(source, bytes.length);
      read++;
    } catch (IOException e) {
      problems.add(e.getMessage());
    }
    problems.forEach(problem -> unread.add(new PythonNote(location, problem)));
  }

  private void keep(Source source, int size) {
    boolean mentions = source.mentions(MARKER);
    if (mentions) {
      main.add(source);
    }
    kept += size;
    if (mentions || kept < MOST_KEPT) {
      sources.add(source);
    }
  }

  private static List<String> problems(Source source) {
    List<SyntaxProblem> problems = source.problems();
    if (problems.isEmpty()) {
      return List.of();
    }
    SyntaxProblem first = problems.get(0);
    String cell = source.unit(first.line()).substring(source.unit(0).length());
    String more =
        problems.size() == 1 ? "" : "; %d more such places".formatted(problems.size() - 1);
    return List.of(
        "read in part:%s line %d: %s%s"
            .formatted(cell, source.line(first.line()), first.getMessage(), more));
  }

  /** Returns what the files use. */
  public PythonResult result() {
    Collected collected = new Collected();
    int sparks = (int) main.stream().filter(this::isSparks).count();
    Interpreter interpreter = new Interpreter(api, sources, collected);
    Thread run = new Thread(null, () -> run(interpreter), "python", STACK);
    run.start();
    try {
      run.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Python files were followed", e);
    }
    return new PythonResult(
        read,
        sparks,
        collected.uses(),
        runs(interpreter),
        List.copyOf(unread),
        collected.notes(),
        sources.all().stream().flatMap(AcceptedLines::of).toList());
  }

  private List<PythonRun> runs(Interpreter interpreter) {
    return calls.keySet().stream()
        .filter(source -> isRun(source) || !interpreter.isImported(source))
        .map(source -> new PythonRun(source.location(), calls.get(source)))
        .filter(run -> !run.calls().isEmpty())
        .toList();
  }

  /** Other files are run only if none imports them. */
  private static boolean isRun(Source source) {
    return source.mentions("__main__") && source.mentions("StreamingContext");
  }

  private void run(Interpreter interpreter) {
    for (Source source : main) {
      if (!isSparks(source) && (isRun(source) || !interpreter.hasRun(source))) {
        try {
          calls.put(source, interpreter.run(source).calls());
        } catch (StackOverflowError e) {
          unread.add(new PythonNote(source.location(), "too deep to be followed"));
        }
      }
    }
  }

  /** PySpark itself, as a virtual environment or an archive beside a program has it. */
  private boolean isSparks(Source source) {
    int at = source.location().lastIndexOf("pyspark/");
    return at >= 0
        && sources.contains(source.location().substring(0, at) + "pyspark/java_gateway.py");
  }
}
