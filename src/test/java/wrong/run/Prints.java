package wrong.run;

/** A class outside cli that prints. */
public final class Prints {
  private Prints() {}

  public static void hello() {
    System.out.println("hello");
  }
}
