package io.twinstream.api;

/**
 * Adds a kind of sink to {@code --sink}. A jar names its providers in {@code
 * META-INF/services/io.twinstream.api.SinkProvider}.
 */
public interface SinkProvider {
  /**
   * Returns the form of a specification, such as {@code json:DIR}, for help and messages. The part
   * before the colon, or all of it, is the kind.
   */
  String usage();

  /**
   * Returns the sink of a specification of this kind; writes nothing yet.
   *
   * @param spec the whole specification, including its kind
   * @throws io.twinstream.error.UserError if it is malformed
   */
  <R> Sink<R> open(String spec, SinkRows<R> rows, EndSettings settings);
}
