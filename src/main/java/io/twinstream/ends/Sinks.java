package io.twinstream.ends;

import io.twinstream.api.EndSettings;
import io.twinstream.api.Sink;
import io.twinstream.api.SinkProvider;
import io.twinstream.api.SinkRows;
import io.twinstream.error.UserError;
import java.util.List;

/** The kinds of sinks. */
public final class Sinks {
  private static final Providers<SinkProvider> PROVIDERS =
      new Providers<>("sink", SinkProvider.class, SinkProvider::usage);

  private Sinks() {}

  /** Returns how each kind of sink is written, also those of other jars. */
  public static List<String> usages() {
    return PROVIDERS.usages();
  }

  /**
   * Returns the sink of a specification such as {@code json:DIR}.
   *
   * @throws UserError if it names no sink, or its parts are wrong
   */
  public static <R> Sink<R> open(String spec, SinkRows<R> rows, EndSettings settings) {
    return PROVIDERS.of(spec).open(spec, rows, settings);
  }
}
