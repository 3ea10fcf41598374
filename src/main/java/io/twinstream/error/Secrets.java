package io.twinstream.error;

import java.util.regex.Pattern;

/** Passwords in what is shown or kept. */
public final class Secrets {
  private static final Pattern PASSWORD = Pattern.compile("(?i)(password=)[^&#]*");

  private Secrets() {}

  /** Returns a text without the passwords in its URLs. */
  public static String masked(String text) {
    return PASSWORD.matcher(text).replaceAll("$1***");
  }
}
