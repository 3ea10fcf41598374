package io.twinstream.local;

import io.twinstream.error.UserError;
import io.twinstream.run.TemporaryFolder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A real PostgreSQL on the loopback interface, whose user {@code postgres} needs no password. */
public final class LocalPostgres implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final EmbeddedPostgres server;
  private final TemporaryFolder temporary;

  private LocalPostgres(EmbeddedPostgres server, TemporaryFolder temporary) {
    this.server = server;
    this.temporary = temporary;
  }

  /**
   * Starts a server and returns when it takes connections.
   *
   * @param programs a folder where PostgreSQL's programs are unpacked once
   * @param port 1 to 65535, or 0 for any that is free
   * @param folder keeps the databases, also those of an earlier server; null for a temporary one
   * @throws UserError if the port is taken or the server does not start; says why
   */
  public static LocalPostgres start(Path programs, int port, Path folder) {
    int chosen = Loopback.free(port);
    TemporaryFolder temporary = null;
    try {
      Files.createDirectories(programs);
      // Else it makes a folder in the system's temporary one, which stays there.
      System.setProperty("ot.epg.working-dir", programs.toAbsolutePath().toString());
      temporary = folder == null ? TemporaryFolder.create() : null;
      Path home = folder == null ? temporary.path() : folder;
      Files.createDirectories(home);
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setDataDirectory(home.resolve("data").toAbsolutePath())
              .setCleanDataDirectory(false)
              .setPGStartupWait(START_LIMIT)
              .setPort(chosen)
              .setErrorRedirector(
                  ProcessBuilder.Redirect.appendTo(home.resolve("postgres.log").toFile()))
              .setOutputRedirector(
                  ProcessBuilder.Redirect.appendTo(home.resolve("postgres.log").toFile()))
              .start();
      return new LocalPostgres(server, temporary);
    } catch (IOException | IllegalStateException e) {
      close(temporary);
      throw UserError.failed(
          "postgres: does not start (%s): choose a folder that can be written".formatted(e), e);
    }
  }

  /** Returns the port. */
  public int port() {
    return server.getPort();
  }

  /** Returns what JDBC connects to. */
  public String url() {
    return "jdbc:postgresql://localhost:%d/postgres?user=postgres".formatted(port());
  }

  /** Tells whether the server still takes connections. */
  public boolean isAlive() {
    return Loopback.isListening(port());
  }

  /** Stops the server, and deletes its folder if that was a temporary one. */
  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      close(temporary);
    }
  }

  private static void close(TemporaryFolder folder) {
    try {
      if (folder != null) {
        folder.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
