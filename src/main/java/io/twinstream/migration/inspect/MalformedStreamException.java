package io.twinstream.migration.inspect;

import java.io.IOException;

/** The bytes are not a stream of objects, are cut off, or ask for more than the limits allow. */
final class MalformedStreamException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedStreamException(String message) {
    super(message);
  }
}
