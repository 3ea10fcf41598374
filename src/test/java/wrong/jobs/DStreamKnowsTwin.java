package wrong.jobs;

/** A classic twin that knows the port. */
public final class DStreamKnowsTwin {
  private DStreamKnowsTwin() {}

  public static String twin() {
    return StructuredKnowsTwin.name();
  }

  public static String name() {
    return "dstream";
  }
}
