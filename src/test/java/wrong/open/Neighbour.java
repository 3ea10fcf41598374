package wrong.open;

/** Uses a class of its own package. */
final class Neighbour {
  private Neighbour() {}

  static String greeting() {
    return TooPublic.hello();
  }
}
