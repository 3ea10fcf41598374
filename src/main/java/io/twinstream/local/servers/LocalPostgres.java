package io.twinstream.local.servers;

import io.twinstream.ends.Loopback;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;

/**
 * A real PostgreSQL on the loopback interface. The password of its only user, {@code postgres}, is
 * random and in the URL: every user of this machine reaches the port, and a superuser runs programs
 * ({@code COPY ... TO PROGRAM}).
 */
public final class LocalPostgres implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private static final String PASSWORD_FILE = "password";
  private static final int PASSWORD_BYTES = 18;

  private final EmbeddedPostgres server;
  private final String password;
  private final TemporaryFolder temporary;

  private LocalPostgres(EmbeddedPostgres server, String password, TemporaryFolder temporary) {
    this.server = server;
    this.password = password;
    this.temporary = temporary;
  }

  /**
   * Starts a server and returns when it takes connections.
   *
   * @param programs a folder where PostgreSQL's programs are unpacked once
   * @param port 1 to 65535, or 0 for any that is free
   * @param folder keeps the databases, also those of an earlier server, and their password; null
   *     for a temporary one
   * @throws UserError if the port is taken, the password of the databases is not there or the
   *     server does not start; says why
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
      Path data = home.resolve("data").toAbsolutePath();
      Path passwordFile = passwordFile(home.toAbsolutePath(), data);
      String password = Files.readString(passwordFile);
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              // These go to initdb as they are, behind its own --auth trust.
              .setLocaleConfig("auth", "scram-sha-256")
              .setLocaleConfig("pwfile", passwordFile.toString())
              .setConnectConfig("password", password)
              .setPGStartupWait(START_LIMIT)
              .setPort(chosen)
              .setErrorRedirector(
                  ProcessBuilder.Redirect.appendTo(home.resolve("postgres.log").toFile()))
              .setOutputRedirector(
                  ProcessBuilder.Redirect.appendTo(home.resolve("postgres.log").toFile()))
              .start();
      return new LocalPostgres(server, password, temporary);
    } catch (UserError e) {
      close(temporary);
      throw e;
    } catch (NoClassDefFoundError e) {
      close(temporary);
      throw UserError.failed(
          "postgres: the server is not there: build with mvn package, or take the archive with Spark inside",
          e);
    } catch (IOException | IllegalStateException e) {
      close(temporary);
      throw UserError.failed(
          "postgres: does not start in %s (%s): choose a folder that can be written"
              .formatted(folder == null ? "a temporary folder" : folder, FileErrors.reason(e)),
          e);
    }
  }

  /** Returns the port. */
  public int port() {
    return server.getPort();
  }

  /** Returns what JDBC connects to, with the password. */
  public String url() {
    return "jdbc:postgresql://localhost:%d/postgres?user=postgres&password=%s"
        .formatted(port(), password);
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

  /** Returns the file that holds the password, which only who started the server can read. */
  private static Path passwordFile(Path home, Path data) throws IOException {
    Path file = home.resolve(PASSWORD_FILE);
    if (Files.exists(file)) {
      return file;
    }
    if (Files.exists(data.resolve("PG_VERSION"))) {
      throw UserError.failed(
          "%s: the databases there have a password that nobody knows, as the file is not there: put it back, or choose another folder"
              .formatted(file));
    }
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      return Files.writeString(
          file, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    } catch (IOException e) {
      Files.deleteIfExists(file); // half a password would be taken for one at the next start
      throw e;
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
