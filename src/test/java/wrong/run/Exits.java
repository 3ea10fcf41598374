package wrong.run;

/** A class outside cli that ends the process. */
public final class Exits {
  private Exits() {}

  public static void leave() {
    System.exit(1);
  }
}
