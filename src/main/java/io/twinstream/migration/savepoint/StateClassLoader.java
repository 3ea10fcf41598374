package io.twinstream.migration.savepoint;

import java.net.URL;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Loads only what state is made of: values and collections of the JDK and of Scala, Spark's own
 * state, and classes of jars that were given, which are the application's.
 */
final class StateClassLoader extends ClassLoader {
  private static final List<String> ALLOWED =
      List.of(
          "java.lang.",
          "java.math.",
          "java.time.",
          "java.sql.",
          "java.util.",
          "scala.",
          "com.esotericsoftware.kryo.",
          "com.twitter.chill.",
          "[",
          "org.apache.spark.");

  StateClassLoader(ClassLoader parent) {
    super(parent);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (ALLOWED.stream().noneMatch(name::startsWith) && !isOfGivenJar(name)) {
      // Not a ClassNotFoundException: behind one Kryo tries the class loader that it came from.
      throw new NoSuchElementException(
          name + ": give the application's jar by --app-jar if its state is of this class");
    }
    return super.loadClass(name, resolve);
  }

  /** Jars that Spark was given are not on the class path that the process began with. */
  private boolean isOfGivenJar(String name) {
    String file = name.replace('.', '/') + ".class";
    URL anywhere = getParent().getResource(file);
    return anywhere != null && ClassLoader.getSystemResource(file) == null;
  }
}
