package io.twinstream.ends;

import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Texts for places that do not take every text: a record may hold any characters, and any number of
 * them, and must not end a run for good by that.
 *
 * <p>A text that tells rows apart is changed so that it still does: behind its beginning stand
 * {@code #} and 32 hex digits of the SHA-256 of all of it.
 */
public final class StorableText {
  private static final char REPLACEMENT = '\ufffd';
  private static final int HASH_DIGITS = 32;
  private static final int MARK = 1 + HASH_DIGITS;
  private static final int MOST_BYTES_OF_CHAR = 3;

  private StorableText() {}

  /**
   * Returns the text with U+FFFD for each half of a surrogate pair, for which UTF-8 has no bytes.
   */
  public static String wellFormed(String text) {
    return replaced(text, false);
  }

  /**
   * Returns the text with U+FFFD for what PostgreSQL cannot hold: NUL, and half surrogate pairs.
   */
  public static String ofColumn(String text) {
    return replaced(text, true);
  }

  /**
   * Returns the text where PostgreSQL can hold it and it has at most so many bytes of UTF-8;
   * otherwise its beginning and its hash.
   */
  public static String ofKey(String text, int bytes) {
    return fitting(text, ofColumn(text), bytes);
  }

  /**
   * Returns the text where it is well-formed and has at most so many bytes of UTF-8; otherwise its
   * beginning and its hash.
   */
  public static String shortened(String text, int bytes) {
    return fitting(text, wellFormed(text), bytes);
  }

  /** Returns the first characters of a text; a surrogate pair is not cut in two. */
  public static String beginning(String text, int characters) {
    if (text.length() <= characters) {
      return text;
    }
    boolean isInPair =
        characters > 0
            && Character.isHighSurrogate(text.charAt(characters - 1))
            && Character.isLowSurrogate(text.charAt(characters));
    return text.substring(0, isInPair ? characters - 1 : characters);
  }

  private static String fitting(String text, String stored, int bytes) {
    boolean isShort =
        text.length() <= bytes / MOST_BYTES_OF_CHAR
            || text.getBytes(StandardCharsets.UTF_8).length <= bytes;
    return isShort && stored.equals(text) ? text : marked(text, stored, bytes);
  }

  private static String marked(String text, String stored, int bytes) {
    int end = 0;
    int used = MARK;
    while (end < stored.length()) {
      int point = stored.codePointAt(end);
      used += utf8Length(point);
      if (used > bytes) {
        break;
      }
      end += Character.charCount(point);
    }
    return stored.substring(0, end) + "#" + hash(text);
  }

  private static int utf8Length(int point) {
    if (point < 0x80) {
      return 1;
    }
    if (point < 0x800) {
      return 2;
    }
    return point < Character.MIN_SUPPLEMENTARY_CODE_POINT ? MOST_BYTES_OF_CHAR : 4;
  }

  /** Of the characters, as two texts that are not well-formed can have the same bytes in UTF-8. */
  private static String hash(String text) {
    ByteBuffer characters = ByteBuffer.allocate(text.length() * Character.BYTES);
    characters.asCharBuffer().put(text);
    return Hashing.sha256().hashBytes(characters.array()).toString().substring(0, HASH_DIGITS);
  }

  private static String replaced(String text, boolean isNulToo) {
    StringBuilder changed = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c) || (c == '\0' && isNulToo)) {
        changed = changed == null ? new StringBuilder(text) : changed;
        changed.setCharAt(i, REPLACEMENT);
      }
    }
    return changed == null ? text : changed.toString();
  }
}
