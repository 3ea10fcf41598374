package io.twinstream.ends.redis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.Lists;
import io.twinstream.api.BatchRows;
import io.twinstream.api.RowFormat;
import io.twinstream.api.Sink;
import io.twinstream.api.SinkRows;
import io.twinstream.ends.StorableText;
import io.twinstream.error.UserError;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes rows into Redis, a hash each: {@code PREFIX:KEY:KEY} with a field for each column. A row
 * that is written again replaces itself. All rows of a batch are written by one script, which the
 * driver sends, so a batch is there whole or not at all; it is held in the driver's memory.
 *
 * <p>A job that keeps state writes totals, whose key is the row's own. The rows of any other job
 * belong to a batch of a run: {@code PREFIX:RUN:BATCH:KEY}, and the set {@code PREFIX:RUN:BATCH}
 * has their keys; written again, a batch replaces all of its rows.
 *
 * <p>The hash {@code twinstream:PREFIX} has the columns, and of each run the driver that writes it,
 * its epoch, and its last batch. The script looks there first: a driver that was taken for dead
 * writes nothing, and one whose last batch Redis does not know any more says so.
 */
final class RedisSink<R> implements Sink<R> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(RedisSink.class);

  /** So that a key with a long text does not take its length in memory twice or more. */
  private static final int KEY_BYTES = 2_400;

  private static final byte[] WRITE = RedisServer.script("write.lua");

  private static final int ROWS_OF_CHUNK = 500;

  /** Redis takes a command of up to 1 GB. */
  private static final long MOST_BYTES = 512L << 20;

  private final RedisAddress address;
  private final RedisServer server;
  private final RowFormat format;
  private final String run;
  private final boolean isOfBatch;

  /** 0 for a driver that shares its run with no other. */
  private long epoch;

  /** Null before the first one. */
  private Long lastBatch;

  RedisSink(RedisAddress address, SinkRows<R> rows) {
    this.address = address;
    this.server = new RedisServer(address);
    this.format = rows.format();
    this.run = rows.runId();
    this.isOfBatch = rows.isOfBatch();
  }

  @Override
  public void check() {
    String columns =
        (isOfBatch ? "of a batch: " : "totals: ") + String.join(",", format.keyColumns());
    columns += " -> " + String.join(",", format.valueColumns());
    String ours = columns;
    String found =
        server.once(
            redis -> {
              RedisServer.checkKind(redis, address);
              RedisServer.checkKeeps(redis, address);
              redis.hsetnx(registry(), "columns", ours);
              return redis.hget(registry(), "columns");
            });
    if (!found.equals(ours)) {
      throw UserError.failed(
          "%s: has rows with the columns '%s', and these have '%s': name another prefix, or delete those keys and %s"
              .formatted(address, found, ours, registry()));
    }
  }

  @Override
  public void takeOver(long least, String driver) {
    List<String> taken =
        server.once(
            redis ->
                RedisServer.eval(
                    redis,
                    RedisServer.script("take-over.lua"),
                    registry(),
                    bytes(run, least, driver)));
    epoch = Long.parseLong(taken.get(0));
    if (taken.size() == 1 && least > 1) {
      LOG.warn(
          "{}: knows nothing of this run, which had {} drivers before: what they wrote is elsewhere, or lost",
          address,
          least - 1);
    }
  }

  @Override
  public void giveUp() {
    server.giveUp();
  }

  @Override
  public void write(BatchRows<R> rows, long batch) {
    RowFormat columns = format;
    List<byte[]> chunks =
        rows.map((part, task) -> chunks(part, columns)).stream().flatMap(List::stream).toList();
    long bytes = chunks.stream().mapToLong(chunk -> chunk.length).sum();
    if (bytes > MOST_BYTES) {
      throw UserError.failed(
          "%s: batch %d has %d MiB of rows, and at most %d are written at once: make batches smaller"
              .formatted(address, batch, bytes >> 20, MOST_BYTES >> 20));
    }
    String index = isOfBatch ? "%s:%s:%d".formatted(address.prefix(), run, batch) : "";
    long ttl = address.ttl() == null ? 0 : address.ttl().toMillis();
    List<byte[]> args =
        bytes(
            run,
            epoch,
            batch,
            lastBatch == null ? "" : lastBatch,
            (isOfBatch ? index : address.prefix()) + ":",
            ttl,
            index);
    args.addAll(chunks);
    List<String> answer =
        server.untilThere(
            redis -> {
              RedisServer.checkKeeps(redis, address);
              return RedisServer.eval(redis, WRITE, registry(), args);
            });
    check(answer, batch);
    lastBatch = batch;
  }

  private void check(List<String> answer, long batch) {
    switch (answer.get(0)) {
      case "ok" -> {}
      case "gone" ->
          throw UserError.failed(
              "%s: the entry of run %s in %s is gone, and maybe rows with it: batch %d was not written; restore what was deleted, or start over under another prefix"
                  .formatted(address, run, registry(), batch));
      case "taken" ->
          throw UserError.failed(
              "%s: another driver has taken run %s over (%s), and writes on: batch %d was not written by this one"
                  .formatted(address, run, answer.get(1), batch));
      case "lost" ->
          throw UserError.failed(
              "%s: has lost rows: batch %d was written, and the last it knows is %s: restore it, or start over under another prefix; with appendonly yes and appendfsync always it loses none"
                  .formatted(address, lastBatch, answer.get(1)));
      default ->
          throw UserError.failed(
              "%s: the key %s is of type %s and not a row: batch %d was not written; name another prefix, or delete it"
                  .formatted(address, answer.get(1), answer.get(2), batch));
    }
  }

  private String registry() {
    return "twinstream:" + address.prefix();
  }

  private static List<byte[]> bytes(Object... values) {
    return Lists.newArrayList(values).stream()
        .map(value -> RedisServer.bytes(value.toString()))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** Returns JSON arrays of rows as {@code write.lua} takes them. */
  private static <R> ArrayList<byte[]> chunks(Iterator<R> rows, RowFormat format) {
    ArrayList<byte[]> chunks = new ArrayList<>();
    ArrayNode chunk = JsonNodeFactory.instance.arrayNode();
    while (rows.hasNext()) {
      chunk.add(entry(format.toNode(rows.next()), format));
      if (chunk.size() == ROWS_OF_CHUNK || !rows.hasNext()) {
        chunks.add(RedisServer.bytes(chunk.toString()));
        chunk = JsonNodeFactory.instance.arrayNode();
      }
    }
    return chunks;
  }

  private static ArrayNode entry(ObjectNode row, RowFormat format) {
    ArrayNode entry = row.arrayNode();
    entry.add(
        format.keyColumns().stream()
            .map(column -> escaped(text(row.required(column))))
            .collect(Collectors.joining(":")));
    for (String column : format.columns()) {
      JsonNode value = row.required(column);
      entry.add(column);
      entry.add(value.isNull() ? value : row.textNode(StorableText.wellFormed(text(value))));
    }
    return entry;
  }

  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }

  /** So that the keys of two rows stay two. */
  private static String escaped(String text) {
    return StorableText.shortened(text, KEY_BYTES).replace("\\", "\\\\").replace(":", "\\:");
  }
}
