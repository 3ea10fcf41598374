package io.twinstream.migration.scan;

/** Names of class files as people write them. */
final class ReadableNames {
  private static final String CONSTRUCTOR = "<init>";
  private static final String INITIALIZER = "<clinit>";

  private ReadableNames() {}

  /** Returns a method's name. */
  static String method(String method) {
    return switch (method) {
      case CONSTRUCTOR -> "constructor";
      case INITIALIZER -> "static initializer";
      default -> method;
    };
  }

  /** Returns a method of a class. */
  static String place(String className, String method) {
    boolean isNamed = method.equals(method(method));
    return isNamed ? className + "." + method : className + ", " + method(method);
  }

  /** Returns a text with calls in it, as {@code new JavaStreamingContext}. */
  static String api(String text) {
    return text.replaceAll("([\\w$.]+)\\.<init>", "new $1")
        .replaceAll("([\\w$.]+)\\.<clinit>", "$1 static initializer");
  }
}
