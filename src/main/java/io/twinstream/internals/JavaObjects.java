package io.twinstream.internals;

import java.nio.ByteBuffer;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Objects of an application as bytes, by Spark's serializer of Java objects. */
public final class JavaObjects {
  private static final SerializerInstance SERIALIZER =
      new JavaSerializer(new SparkConf(false)).newInstance();
  private static final ClassTag<Object> ANY = ClassTag$.MODULE$.apply(Object.class);

  private JavaObjects() {}

  /**
   * Returns the bytes of a serializable object.
   *
   * @throws IllegalArgumentException naming the class that is not serializable
   */
  public static byte[] bytes(Object object) {
    ByteBuffer buffer;
    try {
      buffer = SERIALIZER.serialize(object, ANY);
    } catch (Exception e) { // Spark's Scala declares nothing
      throw new IllegalArgumentException(
          "%s cannot be serialized: %s".formatted(object.getClass().getName(), firstLine(e)), e);
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** Returns the object of these bytes; its class is looked for where the application is. */
  public static Object object(byte[] bytes) {
    return SERIALIZER.deserialize(
        ByteBuffer.wrap(bytes), Thread.currentThread().getContextClassLoader(), ANY);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
