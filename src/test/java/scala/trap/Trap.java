package scala.trap;

import java.io.Serializable;

/** A class on the class path that no state is made of: it must not be made from a stream. */
public final class Trap implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Whether something of it ran. */
  public static boolean hasRun;

  @Override
  public int hashCode() {
    hasRun = true;
    return 1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Trap;
  }

  private Object readResolve() {
    hasRun = true;
    return this;
  }
}
