package io.twinstream.local;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;

/**
 * The broker's process: runs Kafka's own {@code main}, and ends when whoever started it is gone,
 * however that came.
 *
 * <p>It runs on the class path of the broker, which has nothing of Spark, and so uses nothing but
 * Java.
 */
public final class KafkaProcess {
  private KafkaProcess() {}

  /**
   * Runs the main method of a class; asks this process to stop when standard input is at its end.
   *
   * @param args the class, and then its own arguments
   */
  public static void main(String[] args) throws ReflectiveOperationException {
    Thread watch = new Thread(() -> stopAtEndOf(System.in), "parent");
    watch.setDaemon(true);
    watch.start();
    String[] own = new String[args.length - 1];
    System.arraycopy(args, 1, own, 0, own.length);
    try {
      Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object) own);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(args[0] + " failed", e.getCause());
    }
  }

  /** By a signal, as Kafka shuts down in the hook that it has for one. */
  private static void stopAtEndOf(InputStream in) {
    try {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      new ProcessBuilder("kill", Long.toString(ProcessHandle.current().pid())).start();
    } catch (IOException e) {
      throw new IllegalStateException("the parent is gone, and this process cannot be stopped", e);
    }
  }
}
