package io.twinstream.ends.jdbc;

import io.twinstream.ends.Retries;
import io.twinstream.error.Secrets;
import io.twinstream.error.UserError;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.Driver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL that may be away for a while: a transaction that could not be done because the
 * server was not there is tried again, see {@link Retries}.
 */
final class Database implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  /** A driver that is stopped in a transaction holds its rows no longer than this. */
  private static final Duration LONGEST_IDLE = Duration.ofSeconds(60);

  private final String url;
  private final Retries retries;
  private transient volatile Connection open;

  /**
   * @param url {@code jdbc:postgresql://HOST:PORT/DATABASE?user=USER}
   */
  Database(String url) {
    this.url = url;
    this.retries = new Retries(Secrets.masked(url));
  }

  /** Something done with a connection. */
  @FunctionalInterface
  public interface Work {
    /** Does it; neither commits nor closes. */
    void run(Connection connection) throws SQLException;
  }

  /**
   * Makes a table if it is missing, one driver at a time until the transaction's end: IF NOT EXISTS
   * alone fails where two make it at the same moment.
   *
   * @param definition its name, and its columns in parentheses
   */
  public static void createTable(Connection connection, String definition) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_xact_lock(hashtext('twinstream'))");
      statement.execute("CREATE TABLE IF NOT EXISTS " + definition);
    }
  }

  /**
   * Does something in a transaction, once.
   *
   * @throws UserError if the server is not there, or refuses
   */
  public void once(Work work) {
    try {
      attempt(work);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * Does something in a transaction, again and again while the server is not there.
   *
   * @throws UserError if it stays away for ten minutes or until {@link #giveUp}, or refuses
   */
  public void transaction(Work work) {
    try {
      retries.run(
          () -> {
            attempt(work);
            return null;
          },
          Database::isAway);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Lets a transaction that waits for the server fail soon, and tries none again. */
  void giveUp() {
    retries.giveUp();
    Connection waiting = open;
    if (waiting != null) {
      try {
        waiting.abort(Runnable::run);
      } catch (SQLException e) {
        LOG.debug("aborting a connection", e);
      }
    }
  }

  private synchronized void attempt(Work work) throws SQLException {
    boolean isDone = false;
    try {
      if (open == null) {
        open = connect();
      }
      work.run(open);
      open.commit();
      isDone = true;
    } finally {
      if (!isDone && open != null) {
        close();
      }
    }
  }

  /** Not by DriverManager, which knows nothing of the class loader of an application's jar. */
  private Connection connect() throws SQLException {
    Properties none = new Properties();
    none.setProperty("connectTimeout", "5");
    none.setProperty("socketTimeout", "60");
    Connection connection = new Driver().connect(url, none);
    if (connection == null) {
      throw new SQLException("not a URL of PostgreSQL");
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET idle_in_transaction_session_timeout = " + LONGEST_IDLE.toMillis());
    }
    connection.setAutoCommit(false);
    return connection;
  }

  private void close() {
    try {
      open.close();
    } catch (SQLException broken) {
      LOG.debug("closing a broken connection", broken);
    }
    open = null;
  }

  /**
   * Classes 08 (connection), 57P (the server shuts down or starts), 53 (it has too many
   * connections), 40 (another transaction was in the way), and 25P03 (this driver was stopped in
   * its transaction).
   */
  private static boolean isAway(Exception failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql && sql.getSQLState() != null) {
        String state = sql.getSQLState();
        return state.startsWith("08")
            || state.startsWith("57P")
            || state.startsWith("53")
            || state.startsWith("40")
            || state.equals("25P03");
      }
    }
    return false;
  }

  private UserError failed(SQLException failure) {
    return UserError.failed(
        "%s: %s"
            .formatted(
                Secrets.masked(url),
                Secrets.masked(String.valueOf(failure.getMessage()))
                    .lines()
                    .findFirst()
                    .orElse("")),
        failure);
  }
}
