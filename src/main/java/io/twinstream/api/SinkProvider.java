package io.twinstream.api;

/**
 * Brings a kind of sink into {@code --sink}. A jar names its providers in {@code
 * META-INF/services/io.twinstream.api.SinkProvider}.
 */
public interface SinkProvider {
  /**
   * Returns how a specification is written, such as {@code json:DIR}; what is before the colon, if
   * there is one, names the kind.
   */
  String usage();

  /**
   * Returns the sink of a specification of this kind; writes nothing yet.
   *
   * @param spec the whole of it, with its kind
   * @throws io.twinstream.error.UserError if its parts are wrong
   */
  <R> Sink<R> open(String spec, SinkRows<R> rows, EndSettings settings);
}
