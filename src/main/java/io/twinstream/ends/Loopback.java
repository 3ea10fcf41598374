package io.twinstream.ends;

import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Listening on the loopback interface, which nobody outside this machine reaches. */
public final class Loopback {
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
   *
   * @param port 1 to 65535, or 0 for any that is free
   * @throws UserError if the port cannot be had
   */
  public static int free(int port) {
    try (ServerSocket socket = listen(port)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells whether somebody listens there. */
  public static boolean isListening(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException nobody) {
      return false;
    }
  }
}
