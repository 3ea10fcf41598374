package io.twinstream.ends.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Strings;
import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The topics in the head of a recording: JSON with so many spaces behind it that it has room for as
 * many partitions as a topic can get. Not thread-safe.
 */
final class HeadTopics {
  /** Digits that the number of partitions can have more than at the beginning. */
  private static final int MORE_DIGITS = 9;

  /** Of the head, beside the topics. */
  private static final int MOST_OTHER_BYTES = 16 << 10;

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
  void grow(Path file, RecordingHead head) throws IOException {
    String grown = padded(json(head), text.length());
    byte[] before = bytes(text);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer beginning = ByteBuffer.allocate(before.length + MOST_OTHER_BYTES);
      int read;
      do {
        read = channel.read(beginning);
      } while (read > 0);
      int at = Bytes.indexOf(beginning.array(), before);
      if (at < 0 || grown.length() != text.length()) {
        throw new IOException("its head has no room for the partitions that were added");
      }
      ByteBuffer now = ByteBuffer.wrap(bytes(grown));
      while (now.hasRemaining()) {
        channel.write(now, (long) at + now.position());
      }
    }
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
