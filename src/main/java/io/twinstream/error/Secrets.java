package io.twinstream.error;

import java.util.regex.Pattern;

/** Passwords in what is shown or kept. */
public final class Secrets {
  private static final Pattern PASSWORD = Pattern.compile("(?i)(password=)[^&#]*");

  /** As Spark redacts: the value of a setting whose name says that it is one. */
  private static final Pattern SETTING =
      Pattern.compile("(?i)([\\w.-]*(?:password|secret|token|access[.]?key)[\\w.-]*=)[^&#\\s]+");

  private static final Pattern USER = Pattern.compile("(://[^/@:\\s]*:)[^@/\\s]+@");

  private Secrets() {}

  /** Returns a text without the passwords in its URLs. */
  public static String masked(String text) {
    return USER.matcher(PASSWORD.matcher(text).replaceAll("$1***")).replaceAll("$1***@");
  }

  /** Returns a word of a command line without the secrets in its settings and URLs. */
  public static String maskedWord(String word) {
    return SETTING.matcher(masked(word)).replaceAll("$1***");
  }
}
