package io.twinstream.local.servers;

import io.twinstream.ends.Loopback;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real Redis on the loopback interface, the {@code redis-server} of this machine. Its password is
 * random and in the URL, as every user of this machine reaches the port. It ends with this process,
 * also when that is killed.
 */
public final class LocalRedis implements AutoCloseable {
  private static final String PROGRAM = "redis-server";
  private static final String PASSWORD_FILE = "password";
  private static final int PASSWORD_BYTES = 18;

  private final ServerProcess server;
  private final int port;
  private final String password;
  private final TemporaryFolder temporary;

  private LocalRedis(ServerProcess server, int port, String password, TemporaryFolder temporary) {
    this.server = server;
    this.port = port;
    this.password = password;
    this.temporary = temporary;
  }

  /** Tells whether this machine has the program. */
  public static boolean isInstalled() {
    return program().isPresent();
  }

  /**
   * Starts a server, and returns when it answers.
   *
   * @param port 1 to 65535, or 0 for any that is free
   * @param folder keeps the keys, also those of an earlier server, and their password; null for a
   *     temporary one
   * @throws UserError if the program is not there, the port is taken, the folder cannot be written
   *     or the server does not start; says why
   */
  public static LocalRedis start(int port, Path folder) {
    Path program =
        program()
            .orElseThrow(
                () ->
                    UserError.failed(
                        "redis: there is no %s on the path: install it (Debian: apt-get install redis-server)"
                            .formatted(PROGRAM)));
    int chosen = Loopback.free(port);
    try {
      TemporaryFolder temporary = folder == null ? TemporaryFolder.create() : null;
      try {
        Path home = folder == null ? temporary.path() : Files.createDirectories(folder);
        String password = password(home);
        Path settings = settings(home, chosen, password);
        ServerProcess server =
            ServerProcess.program("redis", home, List.of(program.toString(), settings.toString()));
        server.awaitReady(() -> answers(chosen, password));
        return new LocalRedis(server, chosen, password, temporary);
      } catch (UserError | IOException e) {
        if (temporary != null) {
          temporary.close();
        }
        throw e;
      }
    } catch (IOException e) {
      throw UserError.failed(
          "redis: cannot be started in %s (%s): choose a folder that can be written"
              .formatted(folder == null ? "a temporary folder" : folder, FileErrors.reason(e)),
          e);
    }
  }

  /** Returns the port. */
  public int port() {
    return port;
  }

  /** Returns what a client connects to, with the password. */
  public String url() {
    return "redis://default:%s@localhost:%d".formatted(password, port);
  }

  /** Waits until it ends or the time has passed; tells whether it has ended. */
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    return server.awaitEnd(limit);
  }

  /** Stops the server, and deletes its folder if that was a temporary one. */
  @Override
  public void close() {
    server.close(temporary);
  }

  private static Optional<Path> program() {
    return Stream.of(
            System.getenv().getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator)))
        .map(folder -> Path.of(folder, PROGRAM))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Not as arguments, which every user of this machine sees. */
  private static Path settings(Path home, int port, String password) throws IOException {
    Path settings = home.toAbsolutePath().resolve("redis.conf");
    write(
        settings,
        String.join(
            "\n",
            "bind 127.0.0.1",
            "port " + port,
            "dir \"%s\"".formatted(home.toAbsolutePath()),
            "requirepass " + password,
            "appendonly yes",
            "appendfsync always",
            "save \"\"",
            ""));
    return settings;
  }

  private static String password(Path home) throws IOException {
    Path file = home.resolve(PASSWORD_FILE);
    if (!Files.exists(file)) {
      byte[] random = new byte[PASSWORD_BYTES];
      new SecureRandom().nextBytes(random);
      write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }
    return Files.readString(file);
  }

  /** For its owner alone. */
  private static void write(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }

  private static boolean answers(int port, String password) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              "AUTH %s\r\nPING\r\nQUIT\r\n".formatted(password).getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .contains("+PONG");
    } catch (IOException notYet) {
      return false;
    }
  }
}
