package io.twinstream.cli;

import org.apache.spark.SparkUserAppException;

/**
 * Ends a driver with its exit code.
 *
 * <p>YARN in cluster mode runs {@code main} within its application master, which takes {@code
 * System.exit}, with 0 too, for a crash and starts the application again: there the driver returns,
 * or throws what the application master knows. Depends on {@code org.apache.spark.deploy.yarn
 * .ApplicationMaster}, which sets the property, and on {@code org.apache.spark
 * .SparkUserAppException}.
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
      DriverExit.<RuntimeException>raise(new SparkUserAppException(code));
    }
  }

  /** Throws what is checked in Scala's class and unchecked in every {@code main}. */
  @SuppressWarnings("unchecked")
  private static <E extends Exception> void raise(Exception failure) throws E {
    throw (E) failure;
  }
}
