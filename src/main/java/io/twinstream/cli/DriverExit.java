package io.twinstream.cli;

/**
 * Ends a driver with its exit code.
 *
 * <p>YARN in cluster mode runs {@code main} within its application master, which takes {@code
 * System.exit}, with 0 too, for a crash and starts the application again: there the driver returns,
 * or throws. Depends on the property that {@code org.apache.spark.deploy.yarn.ApplicationMaster}
 * sets.
 */
final class DriverExit {
  private static final String OF_APPLICATION_MASTER = "spark.yarn.app.id";

  private DriverExit() {}

  /** Ends this process, or within an application master only the application. */
  static void with(int code) {
    if (System.getProperty(OF_APPLICATION_MASTER) == null) {
      System.exit(code);
    }
    if (code != 0) {
      throw new IllegalStateException("User application exited with status " + code);
    }
  }
}
