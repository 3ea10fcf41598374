package io.twinstream.error;

/** Numbers with their noun. */
public final class Plural {
  private Plural() {}

  /** Returns {@code 1 batch} or {@code 1,203 batches}. */
  public static String of(long number, String noun) {
    if (number == 1) {
      return "1 " + noun;
    }
    boolean takesEs = noun.endsWith("ch") || noun.endsWith("s") || noun.endsWith("x");
    return "%,d %s%s".formatted(number, noun, takesEs ? "es" : "s");
  }
}
