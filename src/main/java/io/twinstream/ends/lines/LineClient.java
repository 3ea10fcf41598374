package io.twinstream.ends.lines;

import java.io.Closeable;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The receiving end of {@link LineProtocol}, or of plain lines: one thread that connects, reads,
 * acknowledges, and connects again with back-off until it is stopped.
 *
 * <p>The thread never blocks on the sender: it reads only while its {@link LineTaker} has room, so
 * that TCP slows the sender down, and a sender that does not read acknowledgements holds up nothing
 * but them.
 */
final class LineClient {
  /** Bytes of the longest line that is taken. */
  static final int LONGEST_LINE = 1 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(LineClient.class);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;
  private static final long FAREWELL_MILLIS = 1_000;

  /** Between two looks whether there is room again. */
  private static final long ROOM_MILLIS = 10;

  private final String host;
  private final int port;
  private final LineTaker taker;
  private final Selector selector;
  private final Thread thread;
  private volatile boolean isStopped;
  private volatile boolean isReadingStopped;
  private long skipped;

  /**
   * @param name of the thread
   */
  LineClient(String name, String host, int port, LineTaker taker) {
    this.host = host;
    this.port = port;
    this.taker = taker;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new IllegalStateException("no selector to be had of the system", e);
    }
  }

  void start() {
    thread.start();
  }

  /** Asks it to stop; what was taken is kept, and acknowledged if the connection is there. */
  void stop() {
    isStopped = true;
    selector.wakeup();
  }

  /** Reads nothing more, and stays connected for acknowledgements. */
  void stopReading() {
    isReadingStopped = true;
  }

  /** Has the taker asked at once for what it has to acknowledge. */
  void wakeUp() {
    selector.wakeup();
  }

  /** Waits for the end after {@link #stop}; tells whether it came within that time. */
  boolean await(long millis) {
    try {
      thread.join(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  private void run() {
    long pause = FIRST_PAUSE_MILLIS;
    String said = "";
    while (!isStopped) {
      String why;
      try (Connection connection = new Connection()) {
        why = connection.serve();
        pause = connection.hasTaken ? FIRST_PAUSE_MILLIS : pause;
        said = connection.hasTaken ? "" : said;
      } catch (IOException | RuntimeException e) {
        why = e.getMessage() == null ? e.toString() : e.getMessage();
      }
      why = disconnected(why);
      if (!isStopped && why != null && !why.equals(said)) {
        LOG.warn("receiver {}:{}: {}; trying again until it is there", host, port, why);
        said = why;
      }
      pause(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
    try {
      selector.close();
    } catch (IOException e) {
      LOG.debug("closing", e);
    }
  }

  private String disconnected(String why) {
    try {
      taker.disconnected();
      return why;
    } catch (IOException | RuntimeException e) {
      return e.getMessage();
    }
  }

  private void pause(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = millis; left > 0 && !isStopped; ) {
      try {
        selector.select(Math.min(left, taker.work()));
      } catch (IOException | RuntimeException e) {
        LOG.error("receiver {}:{}: between two connections", host, port, e);
        return;
      }
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
  }

  /** One connection. */
  private final class Connection implements Closeable, LineParser.Events {
    private final LineChannel channel = new LineChannel(selector);
    private final ByteBuffer in = channel.in();
    private final LineParser parser = new LineParser(LONGEST_LINE, this);
    private String stream;
    private long newest;
    private long acknowledged;
    private boolean hasTaken;
    private boolean hasGap;

    private Connection() throws IOException {}

    /**
     * Reads until the sender or a stop ends it; returns why, or null if there is nothing to say.
     */
    private String serve() throws IOException {
      channel.connect(host, port);
      while (!isStopped && !channel.isConnected()) {
        channel.awaitConnection(taker.work());
      }
      boolean isOpen = true;
      while (!isStopped && isOpen) {
        int room = isReadingStopped ? drain() : parse();
        long wait = taker.work();
        acknowledge();
        isOpen =
            isStopped
                || channel.exchange(
                    room > 0 && !in.hasRemaining(), room > 0 ? wait : Math.min(wait, ROOM_MILLIS));
      }
      return isOpen ? farewell() : closedBySender();
    }

    /** Hands on what was read while there is room for it; returns the room that is left. */
    private int parse() throws IOException {
      int room = taker.room();
      while (in.hasRemaining() && room > 0) {
        in.position(parser.take(in.array(), in.position(), in.limit(), room));
        room = taker.room();
      }
      return room;
    }

    /** Takes in what was read of plain lines; numbered ones will be sent again. */
    private int drain() throws IOException {
      if (stream == null) {
        while (in.hasRemaining()) {
          in.position(parser.take(in.array(), in.position(), in.limit(), Integer.MAX_VALUE));
        }
      }
      return 0;
    }

    private String closedBySender() throws IOException {
      if (stream == null) {
        parser.end();
        if (hasTaken) {
          taker.end();
        }
        return hasTaken ? null : "the connection was closed before the first line";
      }
      return "the connection was lost: " + channel.whyLost();
    }

    /** Keeps what was taken, and acknowledges it. */
    private String farewell() throws IOException {
      drain();
      taker.disconnected();
      acknowledge();
      channel.flush(FAREWELL_MILLIS);
      return null;
    }

    /** Says the newest number that is safe, once what was said before is on its way. */
    private void acknowledge() throws IOException {
      if (stream == null) {
        return;
      }
      long safe = taker.safe(stream);
      if (safe > acknowledged && channel.hasSentAll()) {
        channel.send(LineProtocol.answer(LineProtocol.Word.ACK, safe));
        acknowledged = safe;
      }
    }

    @Override
    public void greeted(String name) throws ProtocolException {
      stream = name;
      newest = taker.have(name);
      try {
        channel.send(LineProtocol.answer(LineProtocol.Word.HAVE, newest));
      } catch (IOException e) {
        throw new ProtocolException("the sender greets and does not listen: " + e.getMessage());
      }
    }

    @Override
    public void busy() throws ProtocolException {
      throw new ProtocolException("the sender serves another receiver");
    }

    @Override
    public void line(long number, byte[] line) {
      if (isNew(number)) {
        taker.take(number, line);
      }
    }

    @Override
    public void tooLong(long number) {
      if (isNew(number)) {
        skipped++;
        if (Long.bitCount(skipped) == 1) { // told at 1, 2, 4, 8, ...
          LOG.warn(
              "receiver {}:{}: skipped {} lines over {} bytes since the start",
              host,
              port,
              skipped,
              LONGEST_LINE);
        }
        taker.skip(number);
      }
    }

    /** Tells whether a line is to be taken; one that was taken before is not. */
    private boolean isNew(long number) {
      hasTaken = true;
      if (stream == null) {
        return true;
      }
      if (number <= newest) {
        return false;
      }
      if (number > newest + 1 && newest > 0 && !hasGap) {
        hasGap = true;
        LOG.error(
            "receiver {}:{}: lines {} to {} of stream {} are missing: the sender has them no more",
            host,
            port,
            newest + 1,
            number - 1,
            stream);
      }
      newest = number;
      return true;
    }

    @Override
    public void ended() {
      hasTaken = true;
      taker.end();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
