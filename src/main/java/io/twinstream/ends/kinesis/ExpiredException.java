package io.twinstream.ends.kinesis;

/** An iterator was not used for five minutes: another is needed. */
final class ExpiredException extends Exception {
  private static final long serialVersionUID = 1L;

  ExpiredException(Throwable cause) {
    super(cause);
  }
}
