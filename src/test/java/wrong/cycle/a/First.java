package wrong.cycle.a;

import wrong.cycle.b.Second;

/** Half of a cycle of packages. */
public final class First {
  private First() {}

  public static String name() {
    return Second.name();
  }
}
