package wrong.run;

/** Library code that speaks of the command line. */
public final class NamesAnOption {
  private NamesAnOption() {}

  static String message(String source) {
    return "--source " + source + ": is not there";
  }
}
