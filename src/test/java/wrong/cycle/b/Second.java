package wrong.cycle.b;

import wrong.cycle.a.First;

/** The other half. */
public final class Second {
  private Second() {}

  public static String name() {
    return "second";
  }

  public static String first() {
    return First.name();
  }
}
