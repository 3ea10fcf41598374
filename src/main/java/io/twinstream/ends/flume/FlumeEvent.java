package io.twinstream.ends.flume;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** An event of Flume; what {@code SparkFlumeEvent} was, and a bean for an encoder. */
public final class FlumeEvent implements Serializable {
  private static final long serialVersionUID = 1L;

  private HashMap<String, String> headers = new HashMap<>();
  private byte[] body = {};

  /** An event without headers and with an empty body. */
  public FlumeEvent() {}

  FlumeEvent(Map<String, String> headers, byte[] body) {
    this.headers = new HashMap<>(headers);
    this.body = body;
  }

  /** Returns the headers; the map is the event's own. */
  public Map<String, String> getHeaders() {
    return headers;
  }

  /** Sets the headers, copied. */
  public void setHeaders(Map<String, String> headers) {
    this.headers = new HashMap<>(headers);
  }

  /** Returns the body; the array is the event's own. */
  public byte[] getBody() {
    return body;
  }

  /** Sets the body. */
  public void setBody(byte[] body) {
    this.body = body;
  }

  /** Returns the body as UTF-8; what is none is replaced by U+FFFD. */
  @Override
  public String toString() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
