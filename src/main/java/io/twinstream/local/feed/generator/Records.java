package io.twinstream.local.feed.generator;

import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.random.RandomGenerator;

/** A kind of record that a job reads. */
interface Records {
  /**
   * Returns a record that can be read.
   *
   * @param number of this record alone; that of a late one is from long before
   * @param atMillis when it was made, epoch milliseconds
   */
  String record(long number, long atMillis, RandomGenerator random);

  /** Returns ways to make a record one that cannot be read. */
  List<UnaryOperator<String>> spoilings();

  /** Returns how many a second are sent unless it is said. */
  default long linesPerSecond() {
    return 1_000;
  }

  /** Returns what each topic holds. */
  default List<String> topics() {
    return List.of("lines");
  }

  /** Returns which of the topics the record of that number is for. */
  default int topic(long number) {
    return 0;
  }

  /** Replaces a field of those that have commas between. */
  static UnaryOperator<String> with(int field, String value) {
    return record -> {
      String[] fields = record.split(",", -1);
      fields[field] = value;
      return String.join(",", fields);
    };
  }

  /** Cuts a record off before the last of a character. */
  static UnaryOperator<String> cutBefore(char last) {
    return record -> record.substring(0, record.lastIndexOf(last));
  }

  /** Returns one of them, each as likely as the others. */
  @SafeVarargs
  static <T> T oneOf(RandomGenerator random, T... all) {
    return all[random.nextInt(all.length)];
  }
}
