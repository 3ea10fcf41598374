package io.twinstream.migration.inspect;

/** Reads objects of classes that write more than their fields. */
@FunctionalInterface
public interface OwnForm {
  /**
   * Returns an object in the form of {@link StateValue}.
   *
   * @param className its class
   * @param bytes it alone, as Java's serialization writes it
   * @throws java.util.NoSuchElementException if it cannot be read
   */
  Object read(String className, byte[] bytes);
}
