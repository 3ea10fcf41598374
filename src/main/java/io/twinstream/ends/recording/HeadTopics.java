package io.twinstream.ends.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Strings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The topics in the head of a recording: JSON with so many spaces behind it that it has room for as
 * many partitions as a topic can get. Not thread-safe.
 */
final class HeadTopics {
  /** Digits that the number of partitions can have more than at the beginning. */
  private static final int MORE_DIGITS = 9;

  private String text;

  private HeadTopics(String text) {
    this.text = text;
  }

  static HeadTopics of(RecordingHead head) throws JsonProcessingException {
    String json = json(head);
    return new HeadTopics(padded(json, json.length() + MORE_DIGITS * head.topics().size()));
  }

  String text() {
    return text;
  }

  /** Writes the topics over those that the file has. */
  void grow(BlockFile file, RecordingHead head) throws IOException {
    String grown = padded(json(head), text.length());
    file.overwrite(bytes(text), bytes(grown));
    text = grown;
  }

  private static String json(RecordingHead head) throws JsonProcessingException {
    return new ObjectMapper().writeValueAsString(head.topics());
  }

  private static String padded(String json, int length) {
    return Strings.padEnd(json, length, ' ');
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
