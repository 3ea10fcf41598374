package io.twinstream.ends.kinesis;

import io.twinstream.error.UserError;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a stream can be read on from its positions without a gap. Kinesis does not say: after a
 * record that it has deleted it goes on with the oldest that it has.
 */
final class Resumption {
  private final KinesisAddress address;
  private final StreamClient client;
  private final StreamClient.Summary summary;
  private final ShardPositions positions;

  private Resumption(
      KinesisAddress address,
      StreamClient client,
      StreamClient.Summary summary,
      ShardPositions positions) {
    this.address = address;
    this.client = client;
    this.summary = summary;
    this.positions = positions;
  }

  /**
   * Prepares a first start, or checks a later one.
   *
   * @throws UserError if records that were not read are gone, or may be
   */
  static Resumption check(KinesisAddress address, StreamClient client, ShardPositions positions)
      throws IOException, InterruptedException {
    Resumption resumption = new Resumption(address, client, client.summary(), positions);
    List<Shard> shards = client.shards();
    if (positions.created().isEmpty()) {
      resumption.prepare(shards);
    } else {
      resumption.checkAll(shards);
    }
    return resumption;
  }

  /**
   * Checks the time of a first start.
   *
   * @throws UserError if it is older than what the stream keeps
   */
  static void checkStart(KinesisAddress address, StreamClient.Summary summary) {
    Instant oldest = Instant.now().minus(summary.retention());
    if (address.at().filter(at -> at.isBefore(oldest)).isPresent()) {
      throw UserError.usage(
          "source '%s': the stream keeps records for %d hours, so those from %s are gone: write from=earliest"
              .formatted(address.spec(), summary.retention().toHours(), address.at().get()));
    }
  }

  private void prepare(List<Shard> shards) throws IOException {
    checkStart(address, summary);
    Instant now = Instant.now();
    for (Shard shard : shards) {
      switch (address.start()) {
        case EARLIEST -> {
          // Without a position a shard begins with its oldest record.
        }
        case LATEST ->
            positions.prepare(
                shard.name(), shard.isOpen() ? Position.at(now) : Position.at(now).end());
        case TIME -> positions.prepare(shard.name(), Position.at(address.at().orElseThrow()));
      }
    }
    positions.begin(summary.created());
  }

  private void checkAll(List<Shard> shards) throws InterruptedException {
    Instant created = positions.created().orElseThrow();
    if (!created.equals(summary.created())) {
      throw UserError.failed(
          "source '%s': the positions in %s are of a stream that was made at %s, and this one was made at %s: start with a new checkpoint"
              .formatted(address.spec(), positions.place("stream"), created, summary.created()));
    }
    Set<String> there = shards.stream().map(Shard::name).collect(Collectors.toSet());
    for (Map.Entry<String, Position> kept : positions.all().entrySet()) {
      if (!kept.getValue().isEnd() && !there.contains(kept.getKey())) {
        throw gone(kept.getKey(), kept.getValue(), "the shard has expired");
      }
      check(kept.getKey(), kept.getValue());
    }
  }

  /** Returns where a shard begins, which is kept from now on. */
  Position start(Shard shard) throws IOException {
    Optional<Position> kept = positions.of(shard.name());
    if (kept.isPresent()) {
      return kept.get();
    }
    Position begin = Position.beginning(endOfParents(shard));
    positions.keep(shard.name(), begin);
    return begin;
  }

  private Optional<Instant> endOfParents(Shard shard) {
    return shard.parents().stream()
        .flatMap(parent -> positions.of(parent).stream())
        .filter(parent -> parent.isEnd() && parent.readUntil() != null)
        .map(Position::readUntil)
        .min(Instant::compareTo);
  }

  /**
   * Checks a position.
   *
   * @throws UserError if what comes after it is not all there
   */
  void check(String shard, Position position) throws InterruptedException {
    if (position.isEnd() || position.readUntil() == null) {
      return;
    }
    Instant oldest = Instant.now().minus(summary.retention());
    boolean isRecent = !position.readUntil().isBefore(oldest);
    if (position.kind() != Position.Kind.AFTER) {
      if (!isRecent) {
        throw gone(shard, position, "it is older than what the stream keeps");
      }
    } else if (!hasRecord(shard, position)
        && !(isRecent && position.arrivedAt().isBefore(oldest))) {
      throw gone(shard, position, "its record is not in the stream any more");
    }
  }

  /** Tells whether the last record that was read is still the first from there on. */
  private boolean hasRecord(String shard, Position position) throws InterruptedException {
    String next = client.iteratorAt(shard, position);
    while (next != null) {
      try {
        Page page = client.page(next, 1);
        if (!page.records().isEmpty()) {
          return page.last().sequenceNumber().equals(position.sequenceNumber());
        }
        next = page.isNewest() ? null : page.next();
      } catch (ExpiredException e) {
        next = client.iteratorAt(shard, position);
      }
    }
    return false;
  }

  private UserError gone(String shard, Position position, String why) {
    return UserError.failed(
        "source '%s': %s was read until %s%s, and %s (the stream keeps records for %d hours): records that were not read may be lost. To go on without them, delete %s and start again"
            .formatted(
                address.spec(),
                shard,
                position.readUntil(),
                position.sequenceNumber() == null
                    ? ""
                    : ", sequence number " + position.sequenceNumber(),
                why,
                summary.retention().toHours(),
                positions.placeOf(shard)));
  }
}
