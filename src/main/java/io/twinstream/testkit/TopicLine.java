package io.twinstream.testkit;

/**
 * A line of a batch.
 *
 * @param topic empty for none
 */
record TopicLine(String topic, String line) {
  TopicLine {
    if (line.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("a line feed within a line: '%s'".formatted(line));
    }
  }

  @Override
  public String toString() {
    return topic.isEmpty() ? line : topic + ": " + line;
  }
}
