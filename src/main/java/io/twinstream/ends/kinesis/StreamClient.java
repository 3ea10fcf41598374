package io.twinstream.ends.kinesis;

import com.google.common.base.Throwables;
import io.twinstream.error.UserError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.KinesisClientBuilder;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;

/**
 * One stream by the AWS SDK. Who asks too much waits: 200 ms, then twice as long, up to ten
 * seconds. Thread-safe.
 */
final class StreamClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamClient.class);
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(20);
  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;

  private final KinesisAddress address;
  private final KinesisClient client;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean isPatient;

  private StreamClient(KinesisAddress address, KinesisClient client) {
    this.address = address;
    this.client = client;
  }

  /**
   * What is known of a stream.
   *
   * @param created tells it from one of the same name before it
   * @param retention how long records are kept
   */
  record Summary(Instant created, Duration retention) {}

  /**
   * Returns a client; sends nothing yet.
   *
   * @throws UserError if there is no region
   */
  static StreamClient open(KinesisAddress address) {
    KinesisClientBuilder builder =
        KinesisClient.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(ANSWER));
    address.region().map(Region::of).ifPresent(builder::region);
    address.endpoint().ifPresent(builder::endpointOverride);
    try {
      return new StreamClient(address, builder.build());
    } catch (SdkClientException e) {
      throw UserError.usage(
          "source '%s': %s: write region=R, or set AWS_REGION"
              .formatted(address.spec(), e.getMessage()),
          e);
    }
  }

  /** From now on waits for a service that is away; before, that is an error. */
  void bePatient() {
    isPatient = true;
  }

  Summary summary() throws InterruptedException {
    StreamDescriptionSummary found =
        call(() -> client.describeStreamSummary(request -> request.streamName(address.stream())))
            .streamDescriptionSummary();
    return new Summary(
        found.streamCreationTimestamp(), Duration.ofHours(found.retentionPeriodHours()));
  }

  /** Returns all shards that the stream still has, closed ones too. */
  List<Shard> shards() throws InterruptedException {
    List<Shard> found = new ArrayList<>();
    String token = null;
    do {
      ListShardsRequest.Builder request = ListShardsRequest.builder();
      // A token stands for the name.
      request = token == null ? request.streamName(address.stream()) : request.nextToken(token);
      ListShardsRequest asked = request.build();
      ListShardsResponse answer = call(() -> client.listShards(asked));
      answer.shards().forEach(each -> found.add(shard(each)));
      token = answer.nextToken();
    } while (token != null);
    return found;
  }

  private static Shard shard(software.amazon.awssdk.services.kinesis.model.Shard of) {
    return new Shard(
        of.shardId(),
        Stream.of(of.parentShardId(), of.adjacentParentShardId())
            .filter(name -> name != null)
            .toList(),
        of.sequenceNumberRange().endingSequenceNumber() == null);
  }

  /** Returns by what a shard is read from a position on. */
  String iterator(String shard, Position from) throws InterruptedException {
    return iterator(
        switch (from.kind()) {
          case BEGINNING -> of(shard, ShardIteratorType.TRIM_HORIZON);
          case TIME -> of(shard, ShardIteratorType.AT_TIMESTAMP).timestamp(from.readUntil());
          case AFTER ->
              of(shard, ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                  .startingSequenceNumber(from.sequenceNumber());
          case END -> throw new IllegalArgumentException(shard + " is at its end");
        });
  }

  /** Returns by what a shard is read from the record of a position on, with that record. */
  String iteratorAt(String shard, Position position) throws InterruptedException {
    return iterator(
        of(shard, ShardIteratorType.AT_SEQUENCE_NUMBER)
            .startingSequenceNumber(position.sequenceNumber()));
  }

  /** Returns by what is read what comes into a shard from now on. */
  String iteratorOfNew(String shard) throws InterruptedException {
    return iterator(of(shard, ShardIteratorType.LATEST));
  }

  private GetShardIteratorRequest.Builder of(String shard, ShardIteratorType type) {
    return GetShardIteratorRequest.builder()
        .streamName(address.stream())
        .shardId(shard)
        .shardIteratorType(type);
  }

  private String iterator(GetShardIteratorRequest.Builder request) throws InterruptedException {
    GetShardIteratorRequest asked = request.build();
    return call(() -> client.getShardIterator(asked)).shardIterator();
  }

  /**
   * Reads a page.
   *
   * @throws ExpiredException if the iterator is too old
   */
  Page page(String iterator, int most) throws InterruptedException, ExpiredException {
    Instant asked = Instant.now();
    GetRecordsResponse answer;
    try {
      answer =
          call(() -> client.getRecords(request -> request.shardIterator(iterator).limit(most)));
    } catch (ExpiredIteratorException e) {
      throw new ExpiredException(e);
    }
    long behind = answer.millisBehindLatest() == null ? 0 : answer.millisBehindLatest();
    return new Page(
        answer.records().stream()
            .map(
                each ->
                    new Page.Item(
                        each.sequenceNumber(),
                        each.approximateArrivalTimestamp(),
                        each.data().asByteArray()))
            .toList(),
        answer.nextShardIterator(),
        asked.minusMillis(behind),
        behind == 0);
  }

  private <T> T call(Supplier<T> request) throws InterruptedException {
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      try {
        return request.get();
      } catch (ExpiredIteratorException e) {
        throw e;
      } catch (SdkException e) {
        if (closed.getCount() == 0) {
          throw closed();
        }
        if (!isWorthAnother(e)) {
          throw told(e);
        }
        if (pause == FIRST_PAUSE_MILLIS) {
          LOG.warn("{}: {}; trying again until it works", address.spec(), e.getMessage());
        }
      }
      if (closed.await(pause, TimeUnit.MILLISECONDS)) {
        throw closed();
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }

  private static InterruptedException closed() {
    return new InterruptedException("the receiver has been stopped");
  }

  private boolean isWorthAnother(SdkException e) {
    if (e instanceof ProvisionedThroughputExceededException
        || e instanceof LimitExceededException) {
      return true;
    }
    if (e instanceof SdkServiceException service) {
      return service.isThrottlingException() || (isPatient && isOfServer(service));
    }
    return isPatient;
  }

  private static boolean isOfServer(SdkServiceException e) {
    return e.statusCode() >= 500;
  }

  private UserError told(SdkException e) {
    String where = address.endpoint().map(url -> "at " + url).orElseGet(this::region);
    if (e instanceof ResourceNotFoundException) {
      return UserError.failed(
          "source '%s': not found %s: %s: check name, region and account"
              .formatted(address.spec(), where, reason(e)),
          e);
    }
    if (e instanceof SdkServiceException) {
      return UserError.failed(
          "source '%s': refused %s: %s".formatted(address.spec(), where, reason(e)), e);
    }
    if (e.getMessage().contains("credentials")) {
      return UserError.failed(
          "source '%s': no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile or a role: %s"
              .formatted(address.spec(), e.getMessage()),
          e);
    }
    return UserError.failed(
        "source '%s': cannot be reached %s: %s: check region, endpoint and network"
            .formatted(address.spec(), where, Throwables.getRootCause(e)),
        e);
  }

  private String region() {
    return "in " + client.serviceClientConfiguration().region();
  }

  /** The SDK adds service, status and request to what the service says. */
  private static String reason(SdkException e) {
    return e instanceof software.amazon.awssdk.awscore.exception.AwsServiceException service
            && service.awsErrorDetails() != null
        ? "%s (%s)"
            .formatted(
                service.awsErrorDetails().errorMessage(), service.awsErrorDetails().errorCode())
        : e.getMessage();
  }

  /** Lets those that wait end. */
  @Override
  public void close() {
    closed.countDown();
    client.close();
  }
}
