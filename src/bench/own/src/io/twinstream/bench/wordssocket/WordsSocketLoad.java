package io.twinstream.bench.wordssocket;

import io.twinstream.bench.shared.Fingerprint;
import io.twinstream.bench.shared.ZipfLines;
import io.twinstream.ends.lines.FeedLine;
import io.twinstream.ends.lines.LineProtocol;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends the same lines again and again to the first that connects, at a rate or as fast as they are
 * read; plain, or numbered as {@link LineProtocol} has it. Sending costs little: the lines are
 * ready, and none is kept.
 */
final class WordsSocketLoad implements AutoCloseable {
  /** As fast as they are read. */
  static final long UNLIMITED = Long.MAX_VALUE;

  private static final int AT_ONCE = 1_000;
  private static final int MOST_UNACKNOWLEDGED = 2_000_000;
  private static final int BUFFER = 1 << 18;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LAST_ACKNOWLEDGEMENT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final ZipfLines lines;
  private final byte[] text;
  private final int[] starts;
  private final boolean isNumbered;
  private final ServerSocket server;
  private final Thread sender = new Thread(this::serve, "socket load");
  private volatile long linesPerSecond = UNLIMITED;
  private volatile boolean isEnded;
  private volatile long sent;
  private volatile long acknowledged;
  private volatile long firstSentMillis;

  private WordsSocketLoad(ZipfLines lines, boolean isNumbered) throws IOException {
    this.lines = lines;
    this.isNumbered = isNumbered;
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    List<Integer> ends = new ArrayList<>(List.of(0));
    ZipfLines.Text each = lines.text();
    for (FeedLine line = each.next(); line != null; line = each.next()) {
      all.writeBytes(line.bytes());
      all.write('\n');
      ends.add(all.size());
    }
    text = all.toByteArray();
    starts = ends.stream().mapToInt(Integer::intValue).toArray();
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  /** Listens on a free port; sends nothing after {@link #end}. */
  static WordsSocketLoad start(ZipfLines lines, boolean isNumbered) throws IOException {
    WordsSocketLoad load = new WordsSocketLoad(lines, isNumbered);
    load.sender.setDaemon(true);
    load.sender.start();
    return load;
  }

  int port() {
    return server.getLocalPort();
  }

  /** Sets how many lines a second are sent from now on. */
  void rate(long each) {
    linesPerSecond = each;
  }

  /** Sends no more, and says so to the receiver. */
  void end() {
    isEnded = true;
  }

  /** Returns how many lines were sent. */
  long sent() {
    return sent;
  }

  /** Returns when the first line was sent, epoch milliseconds; 0 before that. */
  long firstSentMillis() {
    return firstSentMillis;
  }

  /** Returns the counts of the words of so many lines. */
  Fingerprint known(long count) {
    Map<String, Long> totals = new HashMap<>();
    add(totals, lines.lines(), count / lines.lines());
    add(totals, (int) (count % lines.lines()), 1);
    Fingerprint sum = new Fingerprint();
    totals.forEach(sum::add);
    return sum;
  }

  private void add(Map<String, Long> totals, int first, long times) {
    ZipfLines.Text some = lines.text();
    for (int i = 0; i < first; i++) {
      some.next();
    }
    if (times > 0) {
      some.counts().forEach((word, count) -> totals.merge(word, count * times, Long::sum));
    }
  }

  private void serve() {
    try (Socket socket = server.accept()) {
      server.close(); // whoever connects again is refused
      if (isNumbered) {
        numbered(socket);
      } else {
        OutputStream out = socket.getOutputStream();
        send(out, (from, until) -> out.write(text, starts[from], starts[until] - starts[from]));
      }
    } catch (IOException gone) {
      // The contestant has died, or was never there; that is told by its process.
    }
  }

  private void numbered(Socket socket) throws IOException {
    OutputStream out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
    BufferedReader answers =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    say(out, LineProtocol.greeting("bench"));
    answers.readLine(); // "have 0"
    Thread listener = new Thread(() -> listen(answers), "socket load acknowledgements");
    listener.setDaemon(true);
    listener.start();
    byte[] numbered = new byte[BUFFER];
    send(
        out,
        (from, until) -> {
          for (int line = from; line < until; line++) {
            int digits = digits(sent + line - from + 1, numbered);
            out.write(numbered, 0, digits);
            out.write(text, starts[line], starts[line + 1] - starts[line]);
          }
        });
    say(out, LineProtocol.END);
    long end = System.nanoTime() + LAST_ACKNOWLEDGEMENT_NANOS;
    while (acknowledged < sent && listener.isAlive() && System.nanoTime() < end) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static void say(OutputStream out, String message) throws IOException {
    out.write((message + "\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private void listen(BufferedReader answers) {
    try {
      for (String said = answers.readLine(); said != null; said = answers.readLine()) {
        acknowledged = Math.max(acknowledged, LineProtocol.answerOf(said).number());
      }
    } catch (IOException gone) {
      // The sender learns of it as well.
    }
  }

  /** Writes a number and a space to the beginning of the array; returns how long that is. */
  private static int digits(long number, byte[] into) {
    int length = 1;
    for (long rest = number; rest > 0; rest /= 10) {
      length++;
    }
    into[length - 1] = ' ';
    int at = length - 2;
    for (long rest = number; rest > 0; rest /= 10) {
      into[at--] = (byte) ('0' + rest % 10);
    }
    return length;
  }

  /** Writes lines of the text, from one (inclusive) to another. */
  private interface Writer {
    void write(int from, int until) throws IOException;
  }

  private void send(OutputStream out, Writer writer) throws IOException {
    firstSentMillis = System.currentTimeMillis();
    long rate = linesPerSecond;
    long since = System.nanoTime();
    long before = sent;
    while (!isEnded) {
      if (rate != linesPerSecond) {
        rate = linesPerSecond;
        since = System.nanoTime();
        before = sent;
      }
      long due =
          rate == UNLIMITED
              ? AT_ONCE
              : (long) ((System.nanoTime() - since) / 1e9 * rate) - (sent - before);
      if (isNumbered) {
        due = Math.min(due, MOST_UNACKNOWLEDGED - (sent - acknowledged));
      }
      int from = (int) (sent % lines.lines());
      int count = (int) Math.min(Math.min(due, AT_ONCE), lines.lines() - from);
      if (count > 0) {
        writer.write(from, from + count);
        sent += count;
      } else {
        out.flush();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    out.flush();
  }

  /** Ends at once. */
  @Override
  public void close() throws IOException {
    isEnded = true;
    server.close();
    try {
      sender.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
