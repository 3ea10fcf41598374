package wrong.open;

/** Public, though only its own package uses it. */
public final class TooPublic {
  private TooPublic() {}

  static String hello() {
    return "hello";
  }
}
