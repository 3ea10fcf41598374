package io.twinstream.local.servers;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The main of a child JVM: runs another class's main, and ends when the pipe from its parent does,
 * which the operating system closes however the parent dies.
 *
 * <p>The class path of the child may be another program's, so this class uses nothing but Java.
 */
final class Tethered {
  private Tethered() {}

  /**
   * @param args the class whose main is run, then its arguments
   */
  public static void main(String[] args) throws ReflectiveOperationException {
    Thread tether = new Thread(Tethered::endWithParent, "tether");
    tether.setDaemon(true);
    tether.start();
    Class.forName(args[0])
        .getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
  }

  /** Returns the class path on which this class is. */
  static Path classes() {
    try {
      return Path.of(Tethered.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // the parent says nothing
      }
    } catch (IOException broken) {
      // the same as its end
    }
    System.exit(0);
  }
}
