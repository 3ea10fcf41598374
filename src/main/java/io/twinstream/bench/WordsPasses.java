package io.twinstream.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * The arguments of a contestant of {@code words-kafka}, see the package.
 *
 * @param folder for totals and checkpoints
 */
record WordsPasses(String servers, String topic, long lines, long words, int passes, Path folder) {
  static WordsPasses parse(String[] args) {
    return new WordsPasses(
        args[0],
        args[1],
        Long.parseLong(args[2]),
        Long.parseLong(args[3]),
        Integer.parseInt(args[4]),
        Path.of(args[5]));
  }

  /** One pass. */
  @FunctionalInterface
  interface Pass {
    /**
     * Counts the topic; puts the totals into the map, and returns how many milliseconds it took.
     */
    long count(int number, Map<String, Long> totals) throws Exception;
  }

  /** Runs each pass, and says what came out. */
  void run(Map<String, Long> totals, PrintStream out, Pass pass) throws Exception {
    for (int number = 0; number < passes; number++) {
      totals.clear();
      long millis = pass.count(number, totals);
      Totals.write(folder.resolve("totals-" + number), totals);
      out.printf("pass %d %d%n", number, millis);
      out.flush();
    }
  }
}
