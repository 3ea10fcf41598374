package io.twinstream.api;

import io.twinstream.internals.JavaObjects;
import java.io.Serializable;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;

/**
 * A receiver of the classic engine as the source of a query: what {@code
 * context.receiverStream(receiver)} is to a DStream, with the receiver as it is.
 *
 * <pre>{@code
 * Dataset<String> lines =
 *     HostedReceiver.of(() -> new MyReceiver("localhost", 9999)).load(session, Encoders.STRING());
 * }</pre>
 *
 * <p>The same by name, for any language: {@code readStream().format("twinstream-receiver")}, with
 * the options {@code class} and {@code arg.0}, {@code arg.1}, ... What it promises, and all
 * options: hosted-receivers.md.
 */
public final class HostedReceiver<T> {
  /** The name of the format. */
  public static final String FORMAT = "twinstream-receiver";

  private final ReceiverFactory<T> factory;
  private final Map<String, String> options = new TreeMap<>();

  private HostedReceiver(ReceiverFactory<T> factory) {
    this.factory = factory;
  }

  /** Returns the source of the receivers that the factory makes. */
  public static <T> HostedReceiver<T> of(ReceiverFactory<T> factory) {
    return new HostedReceiver<>(factory);
  }

  /** Sets an option of the format, such as {@code numReceivers}. */
  public HostedReceiver<T> option(String name, String value) {
    options.put(name, value);
    return this;
  }

  /**
   * Returns what the receivers store as a streaming Dataset. Strings and byte arrays are kept as
   * they are; other records must be {@link Serializable}, as with the classic engine.
   *
   * @throws IllegalArgumentException if the factory cannot be sent to executors
   */
  public Dataset<T> load(SparkSession session, Encoder<T> encoder) {
    Class<?> type = encoder.clsTag().runtimeClass();
    boolean isPlain = type == String.class || type == byte[].class;
    DataStreamReader reader =
        session
            .readStream()
            .format(FORMAT)
            .options(options)
            .option("value", type == String.class ? "string" : isPlain ? "binary" : "object")
            .option("serialized", serialized(factory));
    var values = reader.load().select("value");
    return isPlain ? values.as(encoder) : values.as(Encoders.BINARY()).map(new Item<T>(), encoder);
  }

  private static String serialized(ReceiverFactory<?> factory) {
    try {
      return Base64.getEncoder().encodeToString(JavaObjects.bytes(factory));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the factory of a hosted receiver is sent to executors: %s: make in create() what is not serializable"
              .formatted(e.getMessage()),
          e);
    }
  }

  private static final class Item<T> implements MapFunction<byte[], T> {
    private static final long serialVersionUID = 1L;

    @Override
    @SuppressWarnings("unchecked") // the encoder asks for what the receiver stores
    public T call(byte[] bytes) {
      return (T) JavaObjects.object(bytes);
    }
  }
}
