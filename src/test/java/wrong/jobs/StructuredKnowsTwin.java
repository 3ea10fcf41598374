package wrong.jobs;

/** A port that knows the classic twin. */
public final class StructuredKnowsTwin {
  private StructuredKnowsTwin() {}

  public static String twin() {
    return DStreamKnowsTwin.name();
  }

  public static String name() {
    return "structured";
  }
}
