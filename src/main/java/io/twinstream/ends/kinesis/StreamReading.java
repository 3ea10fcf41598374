package io.twinstream.ends.kinesis;

import io.twinstream.error.UserError;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads all shards of a stream. A thread of it lists them every few seconds, and when one is read
 * to its end; a shard that came of others is begun when all of these are at their end.
 */
final class StreamReading implements ShardReader.Reading {
  private static final long LIST_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long TICK_MILLIS = 200;

  private final KinesisAddress address;
  private final StreamClient client;
  private final ShardPositions positions;
  private final Resumption resumption;
  private final boolean isFirst;
  private final Target target;
  private final Map<String, ShardReader> readers = new HashMap<>(); // of the thread's alone
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;
  private final AtomicBoolean hasFailed = new AtomicBoolean();
  private volatile boolean isAtEnd; // of a shard since the last list

  /** Where records go. */
  interface Target {
    /** Returns how many records may be read at once. */
    int most(int otherwise);

    /** Returns when the values are stored. */
    void store(List<byte[]> values);

    /** Called five times a second; returns false if nothing more is to be read. */
    boolean tick() throws IOException;

    /** Told, once nothing is read any more because of {@link #tick}, that all is stored. */
    void isQuiet() throws IOException;

    /** Told once that not all can be read. */
    void failed(String message, Exception why);
  }

  private StreamReading(
      KinesisAddress address, StreamClient client, ShardPositions positions, Target target)
      throws IOException, InterruptedException {
    this.address = address;
    this.client = client;
    this.positions = positions;
    this.target = target;
    this.isFirst = positions.created().isEmpty();
    this.resumption = Resumption.check(address, client, positions);
    this.thread = new Thread(this::work, "kinesis " + address.stream());
    thread.setDaemon(true);
  }

  /**
   * Starts to read.
   *
   * @throws UserError if the stream cannot be read, or not without a gap
   */
  static StreamReading start(KinesisAddress address, ShardPositions positions, Target target)
      throws IOException, InterruptedException {
    StreamClient client = KinesisLibrary.open(address);
    try {
      StreamReading reading = new StreamReading(address, client, positions, target);
      client.bePatient();
      reading.thread.start();
      return reading;
    } catch (IOException | InterruptedException | RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /** Returns when nothing more is stored, or after that long; tells which. */
  boolean stop(Duration limit) throws InterruptedException {
    stopped.countDown();
    client.close();
    thread.join(limit.toMillis());
    return !thread.isAlive();
  }

  private void work() {
    try {
      boolean goesOn = true;
      long listed = System.nanoTime() - LIST_NANOS;
      while (goesOn) {
        if (isAtEnd || System.nanoTime() - listed >= LIST_NANOS) {
          isAtEnd = false;
          listed = System.nanoTime();
          startNew(client.shards());
        }
        goesOn = !stopped.await(TICK_MILLIS, TimeUnit.MILLISECONDS) && target.tick();
      }
      awaitReaders();
      target.isQuiet();
    } catch (InterruptedException e) {
      awaitReadersAnyway();
    } catch (IOException | RuntimeException e) {
      fail(address.spec(), e);
    }
  }

  private void startNew(List<Shard> shards) throws IOException {
    List<String> names = shards.stream().map(Shard::name).toList();
    for (Shard shard : shards) {
      boolean isReadable =
          shard.parents().stream().filter(names::contains).allMatch(this::isRead)
              && !isRead(shard.name());
      if (isReadable && !readers.containsKey(shard.name())) {
        Position from = resumption.start(shard);
        boolean isOnlyNew =
            isFirst
                && address.start() == KinesisAddress.Start.LATEST
                && from.kind() == Position.Kind.TIME;
        ShardReader reader = new ShardReader(shard.name(), from, isOnlyNew, this);
        readers.put(shard.name(), reader);
        reader.start();
      }
    }
  }

  private boolean isRead(String shard) {
    return positions.of(shard).filter(Position::isEnd).isPresent();
  }

  private void awaitReaders() throws InterruptedException {
    List<ShardReader> all = new ArrayList<>(readers.values());
    all.forEach(ShardReader::stop);
    client.close(); // none waits for a service that is away
    for (ShardReader reader : all) {
      while (!reader.await(TICK_MILLIS)) {
        // a page is being stored
      }
    }
  }

  private void awaitReadersAnyway() {
    try {
      awaitReaders();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public StreamClient client() {
    return client;
  }

  @Override
  public Resumption resumption() {
    return resumption;
  }

  @Override
  public KinesisAddress address() {
    return address;
  }

  @Override
  public int most(int otherwise) {
    return target.most(otherwise);
  }

  @Override
  public void store(List<byte[]> values) {
    target.store(values);
  }

  @Override
  public void keep(String shard, Position position) throws IOException {
    positions.keep(shard, position);
    isAtEnd = isAtEnd || position.isEnd();
  }

  @Override
  public void failed(String shard, Exception why) {
    fail("%s, %s".formatted(address.spec(), shard), why);
  }

  private void fail(String message, Exception why) {
    if (hasFailed.compareAndSet(false, true)) {
      target.failed(message, why);
    }
  }
}
