package io.twinstream.bench.shared;

import io.twinstream.ends.lines.FeedLine;
import io.twinstream.ends.lines.Lines;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * Lines of words whose frequencies follow Zipf's law with the exponent 1, as in a text; the same
 * ones for the same numbers. A line has 4 to 21 words of 3 to 9 letters.
 *
 * @param lines how many
 * @param words how many different ones there are to draw from
 */
public record ZipfLines(int lines, int words) {
  private static final long SEED = 42;
  private static final int FEWEST = 4;
  private static final int MORE = 18;
  private static final int LETTERS = 26;
  private static final int SHORTEST = 3;

  /** The lines, which counts the words that it has given out. */
  public static final class Text implements Lines {
    private final Random random = new Random(SEED);
    private final int lines;
    private final byte[][] words;
    private final double[] upTo;
    private final long[] counts;
    private int given;
    private long all;

    private Text(ZipfLines topic) {
      lines = topic.lines;
      words = new byte[topic.words][];
      upTo = new double[topic.words];
      counts = new long[topic.words];
      double sum = 0;
      for (int i = 0; i < topic.words; i++) {
        words[i] = word(i);
        sum += 1.0 / (i + 1);
        upTo[i] = sum;
      }
    }

    @Override
    public FeedLine next() {
      if (given == lines) {
        return null;
      }
      given++;
      byte[] line = new byte[0];
      int length = 0;
      for (int left = FEWEST + random.nextInt(MORE); left > 0; left--) {
        byte[] word = words[draw()];
        line = Arrays.copyOf(line, Math.max(line.length, 2 * (length + word.length + 1)));
        System.arraycopy(word, 0, line, length, word.length);
        length += word.length;
        line[length++] = ' ';
      }
      return FeedLine.of(Arrays.copyOf(line, length - 1));
    }

    private int draw() {
      int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
      int word = found < 0 ? -found - 1 : found;
      counts[word]++;
      all++;
      return word;
    }

    /** Returns how many words there were in all. */
    public long wordsGiven() {
      return all;
    }

    /** Returns how often each word was given. */
    public Map<String, Long> counts() {
      Map<String, Long> each = new HashMap<>();
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] > 0) {
          each.put(new String(words[i], StandardCharsets.US_ASCII), counts[i]);
        }
      }
      return each;
    }

    /** Returns the sum of the counts, each with its word: what the totals of a contestant give. */
    public Fingerprint fingerprint() {
      Fingerprint sum = new Fingerprint();
      counts().forEach(sum::add);
      return sum;
    }
  }

  /** Returns the lines. */
  public Text text() {
    return new Text(this);
  }

  /** Letters that say the number, so that all differ; frequent words are short. */
  private static byte[] word(int number) {
    StringBuilder word = new StringBuilder();
    for (int rest = number; rest > 0 || word.length() < SHORTEST; rest /= LETTERS) {
      word.append((char) ('a' + rest % LETTERS));
    }
    return word.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
