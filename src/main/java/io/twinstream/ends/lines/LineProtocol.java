package io.twinstream.ends.lines;

import java.net.ProtocolException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of the acknowledging line protocol, version 1; {@code receiver.md} describes it.
 *
 * <p>The sender listens. It greets with the name of its stream; the receiver answers which number
 * it has; then lines go one way, each with its number (from 1, one higher each), and
 * acknowledgements the other. Every message ends with a line feed, and one that does not is none.
 */
public final class LineProtocol {
  /** What a sender that speaks the protocol says first; anything else is a plain line. */
  public static final String PREFIX = "twinstream-lines ";

  /** Says that there are no lines after those that were sent. */
  public static final String END = "end";

  /** Bytes of the longest message that is no line. */
  public static final int LONGEST_MESSAGE = 128;

  private static final String VERSION = "1 ";
  private static final String BUSY = "busy";
  private static final Pattern STREAM = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern ANSWER = Pattern.compile("(have|ack) (\\d{1,18})");

  private LineProtocol() {}

  /** What a receiver says. */
  public enum Word {
    /** Lines up to this number need not be sent on this connection; they may be asked for again. */
    HAVE,
    /** Lines up to this number are safe with the receiver; the sender may forget them. */
    ACK
  }

  /** A receiver's message: a word and a line's number; 0 is before the first. */
  public record Answer(Word word, long number) {}

  /**
   * Returns the greeting, without its line feed.
   *
   * @param stream whose numbers these are: 1 to 64 of {@code A-Z a-z 0-9 . _ -}, another for each
   *     sequence of numbers that begins at 1
   */
  public static String greeting(String stream) {
    if (!STREAM.matcher(stream).matches()) {
      throw new IllegalArgumentException("not the name of a stream: " + stream);
    }
    return PREFIX + VERSION + "stream " + stream;
  }

  /** Returns what a sender that serves another receiver says instead of the greeting. */
  public static String busy() {
    return PREFIX + VERSION + BUSY;
  }

  /**
   * Returns the stream that a greeting names; empty for {@link #busy}.
   *
   * @throws ProtocolException if it is no greeting of this version
   */
  static Optional<String> streamOf(String greeting) throws ProtocolException {
    if (greeting.equals(busy())) {
      return Optional.empty();
    }
    String beginning = PREFIX + VERSION + "stream ";
    String stream = greeting.startsWith(beginning) ? greeting.substring(beginning.length()) : "";
    if (!STREAM.matcher(stream).matches()) {
      throw new ProtocolException(
          "a greeting of another version, or none: '%s'".formatted(greeting));
    }
    return Optional.of(stream);
  }

  /** Returns a receiver's message, without its line feed. */
  public static String answer(Word word, long number) {
    return (word == Word.HAVE ? "have " : "ack ") + number;
  }

  /**
   * Returns what a receiver's message says.
   *
   * @throws ProtocolException if it says nothing of this version
   */
  public static Answer answerOf(String message) throws ProtocolException {
    Matcher read = ANSWER.matcher(message);
    if (!read.matches()) {
      throw new ProtocolException("neither 'have N' nor 'ack N': '%s'".formatted(message));
    }
    return new Answer(
        read.group(1).equals("have") ? Word.HAVE : Word.ACK, Long.parseLong(read.group(2)));
  }
}
