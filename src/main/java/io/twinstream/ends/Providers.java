package io.twinstream.ends;

import io.twinstream.error.Secrets;
import io.twinstream.error.Services;
import io.twinstream.error.UserError;
import java.util.List;
import java.util.function.Function;

/** The kinds of sources, or of sinks, that the thread's class loader finds. */
final class Providers<P> {
  private final String what;
  private final Class<P> type;
  private final Function<P, String> usage;

  /**
   * @param what source or sink
   */
  Providers(String what, Class<P> type, Function<P, String> usage) {
    this.what = what;
    this.type = type;
    this.usage = usage;
  }

  /**
   * Returns the provider of a specification.
   *
   * @throws UserError if there is none, or the specification is its kind alone
   */
  P of(String spec) {
    return all().stream()
        .filter(each -> isWrittenAs(spec, usage.apply(each)))
        .findFirst()
        .orElseThrow(
            () ->
                UserError.usage(
                    "unknown %s '%s': known are %s"
                        .formatted(what, Secrets.masked(spec), String.join(", ", usages()))));
  }

  /** Returns how each kind is written. */
  List<String> usages() {
    return all().stream().map(usage).toList();
  }

  /** A kind alone is written without a colon, any other with something behind it. */
  private static boolean isWrittenAs(String spec, String usage) {
    String kind = kind(usage);
    return usage.equals(kind)
        ? spec.equals(kind)
        : spec.startsWith(kind + ":") && spec.length() > kind.length() + 1;
  }

  private static String kind(String spec) {
    int colon = spec.indexOf(':');
    return colon < 0 ? spec : spec.substring(0, colon);
  }

  private List<P> all() {
    return Services.load(type, what + "s");
  }
}
