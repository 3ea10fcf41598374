package io.twinstream.ends;

import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback interface, which nobody outside this machine reaches. */
public final class Loopback {
  /** Linux gives outgoing connections ports from 32768 on, other systems from 49152 on. */
  private static final int FIRST_OUTGOING = 32_768;

  private static final int FIRST_DRAWN = 20_000;
  private static final int DRAWS = 100;

  private Loopback() {}

  /**
   * Returns a socket that listens.
   *
   * @param port 1 to 65535, or 0 for any that is free
   * @throws UserError if the port cannot be had
   */
  public static ServerSocket listen(int port) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket;
    } catch (IOException e) {
      throw UserError.failed(
          "port %d: cannot listen there (%s): choose another, or stop what uses it"
              .formatted(port, e.getMessage()),
          e);
    }
  }

  /**
   * Returns that port, or one that was free a moment ago, for a program that listens by itself.
   * Ports that the system gives to outgoing connections are not drawn: one could take it before the
   * program does.
   *
   * @param port 1 to 65535, or 0 for any that is free
   * @throws UserError if the port cannot be had
   */
  public static int free(int port) {
    return port == 0 ? drawn() : taken(port);
  }

  private static int drawn() {
    for (int i = 0; i < DRAWS; i++) {
      try {
        return taken(ThreadLocalRandom.current().nextInt(FIRST_DRAWN, FIRST_OUTGOING));
      } catch (UserError inUse) {
        // The next one is drawn.
      }
    }
    return taken(0);
  }

  private static int taken(int port) {
    try (ServerSocket socket = listen(port)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells whether somebody listens there. */
  public static boolean isListening(int port) {
    try (Socket socket = new Socket()) {
      connect(socket, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      return true;
    } catch (IOException nobody) {
      return false;
    }
  }

  /**
   * Connects. While nobody listens on a port of this machine that the system also gives to outgoing
   * connections, TCP can connect a socket to itself (RFC 9293, simultaneous open): that one is
   * dropped at once, so that the port is free for its server.
   *
   * @param millis longest wait, or 0 for the system's
   * @throws IOException if nobody listens there
   */
  public static void connect(Socket socket, InetSocketAddress server, int millis)
      throws IOException {
    socket.setReuseAddress(true);
    socket.connect(server, millis);
    if (socket.getLocalSocketAddress().equals(socket.getRemoteSocketAddress())) {
      socket.setSoLinger(true, 0);
      socket.close();
      throw new ConnectException("Connection refused");
    }
  }
}
