package io.twinstream.bench.wordskafka;

import io.twinstream.bench.shared.TotalsFile;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * The arguments of a contestant of {@code words-kafka}, see the package of all scenarios.
 *
 * @param folder for totals and checkpoints
 */
record TopicPasses(String servers, String topic, long lines, long words, Path folder) {
  static TopicPasses parse(String[] args) {
    return new TopicPasses(
        args[0], args[1], Long.parseLong(args[2]), Long.parseLong(args[3]), Path.of(args[4]));
  }

  /** One pass. */
  @FunctionalInterface
  interface Pass {
    /**
     * Counts the topic; puts the totals into the map, and returns how many milliseconds it took.
     */
    long count(int number, Map<String, Long> totals) throws Exception;
  }

  /** Runs a pass, and another for each line that is read, and says what came out. */
  void run(Map<String, Long> totals, PrintStream out, Pass pass) throws Exception {
    BufferedReader asked = new BufferedReader(new InputStreamReader(System.in));
    for (int number = 0; number == 0 || asked.readLine() != null; number++) {
      totals.clear();
      long millis = pass.count(number, totals);
      TotalsFile.write(folder.resolve("totals-" + number), totals);
      out.printf("pass %d %d%n", number, millis);
      out.flush();
    }
  }
}
