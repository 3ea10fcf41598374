package io.twinstream.local.feed.generator;

import io.twinstream.ends.lines.FeedLine;
import io.twinstream.ends.lines.Lines;
import java.nio.charset.StandardCharsets;
import org.apache.commons.math3.distribution.ZipfDistribution;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;

/**
 * Lines of 5 to 20 made-up words out of a vocabulary of 100,000, whose frequencies follow Zipf's
 * law with exponent 1, as those of natural text nearly do: word k stands k times less often than
 * the first.
 */
final class WordLines implements Lines {
  private static final int VOCABULARY = 100_000;
  private static final int FEWEST_WORDS = 5;
  private static final int MOST_WORDS = 20;
  private static final String CONSONANTS = "bdfghklmnprstvz";
  private static final String VOWELS = "aeiou";

  private final RandomGenerator random;
  private final ZipfDistribution ranks;

  WordLines(long seed) {
    random = new Well19937c(seed);
    ranks = new ZipfDistribution(random, VOCABULARY, 1.0);
  }

  @Override
  public FeedLine next() {
    StringBuilder line = new StringBuilder();
    int words = FEWEST_WORDS + random.nextInt(MOST_WORDS - FEWEST_WORDS + 1);
    for (int i = 0; i < words; i++) {
      if (i > 0) {
        line.append(' ');
      }
      appendWord(line, ranks.sample());
    }
    return FeedLine.of(line.toString().getBytes(StandardCharsets.US_ASCII));
  }

  /** Each rank has a word of its own: its digits in a base of as many syllables as there are. */
  private static void appendWord(StringBuilder line, int rank) {
    int syllables = CONSONANTS.length() * VOWELS.length();
    for (int left = rank; left > 0; left /= syllables) {
      int syllable = left % syllables;
      line.append(CONSONANTS.charAt(syllable / VOWELS.length()))
          .append(VOWELS.charAt(syllable % VOWELS.length()));
    }
  }
}
