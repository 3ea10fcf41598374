package io.twinstream.ends.jdbc;

import io.twinstream.error.Secrets;
import io.twinstream.error.UserError;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.Driver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL that may be away for a while. A transaction that could not be done because the
 * server was not there is tried again, with pauses of 0.1 s that grow to 5 s, for ten minutes.
 *
 * <p>Whoever is cut off while committing cannot know what came of it, so what is tried again must
 * give the same when it is done twice.
 */
final class Database implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** A driver that is stopped in a transaction holds its rows no longer than this. */
  private static final Duration LONGEST_IDLE = Duration.ofSeconds(60);

  private final String url;
  private transient volatile Connection open;
  private transient volatile boolean isGivenUp;

  /**
   * @param url {@code jdbc:postgresql://HOST:PORT/DATABASE?user=USER}
   */
  Database(String url) {
    this.url = url;
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
    long deadline = System.nanoTime() + LIMIT.toNanos();
    Duration pause = FIRST_PAUSE;
    boolean isSaid = false;
    while (true) {
      try {
        attempt(work);
        if (isSaid) {
          LOG.warn("{}: is there again", Secrets.masked(url));
        }
        return;
      } catch (SQLException e) {
        if (!isAway(e)
            || isGivenUp
            || System.nanoTime() > deadline
            || Thread.currentThread().isInterrupted()) {
          throw failed(e);
        }
        if (!isSaid) {
          isSaid = true;
          LOG.warn(
              "{}: is not there, trying again: {}",
              Secrets.masked(url),
              Secrets.masked(e.getMessage()));
        }
        pause(pause);
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
      }
    }
  }

  /** Lets a transaction that waits for the server fail soon, and tries none again. */
  void giveUp() {
    isGivenUp = true;
    Connection waiting = open;
    if (waiting != null) {
      try {
        waiting.abort(Runnable::run);
      } catch (SQLException e) {
        LOG.debug("aborting a connection", e);
      }
    }
  }

  private void pause(Duration pause) {
    long end = System.nanoTime() + pause.toNanos();
    while (!isGivenUp && System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(Math.min(FIRST_PAUSE.toNanos(), end - System.nanoTime()));
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
  private static boolean isAway(SQLException failure) {
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
