package io.twinstream.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What somebody meant who misspelt a name. */
final class Suggestion {
  private Suggestion() {}

  /** Returns the known name that is nearest; empty if none is near. */
  static Optional<String> of(String written, Collection<String> known) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    return known.stream()
        .filter(name -> distance.apply(written, name) <= mistakes(written))
        .min(Comparator.comparing((String name) -> distance.apply(written, name)));
  }

  /** Returns how many letters may be wrong: two swapped ones are two. */
  private static int mistakes(String written) {
    return Math.min(written.length() - 1, Math.max(2, written.length() / 3));
  }

  /** Returns that a name is unknown, what was probably meant, and what is known. */
  static String unknown(String what, String written, Collection<String> known) {
    return "unknown %s'%s'%s; known are %s"
        .formatted(what, written, text(written, known), String.join(", ", known));
  }

  /** Returns {@code : did you mean NAME?}, or nothing. */
  static String text(String written, Collection<String> known) {
    return of(written, known).map(": did you mean %s?"::formatted).orElse("");
  }
}
