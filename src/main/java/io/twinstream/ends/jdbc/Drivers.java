package io.twinstream.ends.jdbc;

import io.twinstream.error.UserError;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The JDBC drivers on the class path. */
public final class Drivers {
  private Drivers() {}

  /**
   * Returns the driver of a URL, of the application's own class loader, which {@link
   * java.sql.DriverManager} does not know.
   *
   * @param spec what is read, for messages
   * @throws UserError if there is none
   */
  public static Driver of(String url, String spec) {
    ServiceLoader<Driver> drivers =
        ServiceLoader.load(Driver.class, Thread.currentThread().getContextClassLoader());
    try {
      for (Driver driver : drivers) {
        if (driver.acceptsURL(url)) {
          return driver;
        }
      }
    } catch (SQLException | ServiceConfigurationError e) {
      throw UserError.usage("%s: %s".formatted(spec, e.getMessage()), e);
    }
    throw UserError.usage(
        "%s: no driver on the class path takes this URL: add the jar of the database's JDBC driver"
            .formatted(spec));
  }
}
