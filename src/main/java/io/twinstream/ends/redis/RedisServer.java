package io.twinstream.ends.redis;

import com.google.common.base.Throwables;
import com.google.common.io.Resources;
import io.twinstream.ends.Retries;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A Redis that may be away for a while, and must not forget rows: one that evicts is refused, as is
 * a cluster, where no step writes many keys.
 */
final class RedisServer implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(RedisServer.class);
  private static final int CONNECT_MILLIS = 5_000;
  private static final int ANSWER_MILLIS = 60_000;

  /** What passes by itself: it starts, runs a long script, or has no master at the moment. */
  private static final List<String> PASSING =
      List.of("LOADING", "BUSY", "TRYAGAIN", "CLUSTERDOWN", "MASTERDOWN", "READONLY");

  private final RedisAddress address;
  private final Retries retries;
  private transient volatile Jedis open;

  RedisServer(RedisAddress address) {
    this.address = address;
    this.retries = new Retries(address.toString());
  }

  /**
   * Returns what a command gives, once.
   *
   * @throws UserError if the server is not there, or refuses
   */
  <T> T once(Function<Jedis, T> command) {
    try {
      return attempt(command);
    } catch (JedisException e) {
      throw failed(e);
    }
  }

  /**
   * Returns what a command gives, sent again and again while the server is not there.
   *
   * @throws UserError if it stays away for ten minutes or until {@link #giveUp}, or refuses
   */
  <T> T untilThere(Function<Jedis, T> command) {
    try {
      return retries.run(() -> attempt(command), RedisServer::isAway);
    } catch (JedisException e) {
      throw failed(e);
    }
  }

  /** Lets a command that waits for the server fail soon, and sends none again. */
  void giveUp() {
    retries.giveUp();
    Jedis waiting = open;
    if (waiting != null) {
      waiting.disconnect();
    }
  }

  /**
   * Returns if rows stay where they are written.
   *
   * @throws UserError if the server drops keys when its memory is full, or is one of a cluster
   */
  static void checkKeeps(Jedis redis, RedisAddress address) {
    Map<String, String> info = info(redis, "memory");
    String policy = info.getOrDefault("maxmemory_policy", "noeviction");
    // Of those that look at keys with a time to live alone only those of rows with one can be
    // taken.
    boolean isHarmless =
        policy.equals("noeviction") || (policy.startsWith("volatile-") && address.ttl() == null);
    if (!isHarmless && !info.getOrDefault("maxmemory", "0").equals("0")) {
      throw UserError.failed(
          "%s: evicts keys when its memory is full (maxmemory-policy %s, maxmemory %s), and rows with them: set maxmemory-policy noeviction"
              .formatted(address, policy, info.get("maxmemory")));
    }
  }

  /** Refuses a cluster, and warns of a server that forgets all when it restarts. */
  static void checkKind(Jedis redis, RedisAddress address) {
    if (info(redis, "cluster").getOrDefault("cluster_enabled", "0").equals("1")) {
      throw UserError.failed(
          "%s: is a node of a cluster, where a batch cannot be written in one step: name a Redis that is none"
              .formatted(address));
    }
    Map<String, String> persistence = info(redis, "persistence");
    if (persistence.getOrDefault("aof_enabled", "1").equals("0")) {
      LOG.warn(
          "{}: keeps no log of writes (appendonly no): what it has not saved when it ends is gone",
          address);
    }
  }

  /** Returns a script of this package. */
  static byte[] script(String name) {
    try {
      return Resources.toByteArray(Resources.getResource(RedisServer.class, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a script; its answer is a list of texts. */
  @SuppressWarnings("unchecked") // all scripts here answer so
  static List<String> eval(Jedis redis, byte[] script, String key, List<byte[]> args) {
    List<byte[]> answer = (List<byte[]>) redis.eval(script, List.of(bytes(key)), args);
    return answer.stream().map(text -> new String(text, StandardCharsets.UTF_8)).toList();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, String> info(Jedis redis, String section) {
    return Stream.of(redis.info(section).split("\r?\n"))
        .map(line -> line.split(":", 2))
        .filter(words -> words.length == 2)
        .collect(Collectors.toMap(words -> words[0], words -> words[1], (first, second) -> first));
  }

  private synchronized <T> T attempt(Function<Jedis, T> command) {
    boolean isDone = false;
    try {
      if (open == null) {
        open = connect();
      }
      T result = command.apply(open);
      isDone = true;
      return result;
    } finally {
      if (!isDone && open != null) {
        close();
      }
    }
  }

  private Jedis connect() {
    Jedis redis =
        new Jedis(
            new HostAndPort(address.host(), address.port()),
            DefaultJedisClientConfig.builder()
                .user(address.user())
                .password(address.password())
                .database(address.database())
                .ssl(address.isTls())
                .connectionTimeoutMillis(CONNECT_MILLIS)
                .socketTimeoutMillis(ANSWER_MILLIS)
                .clientName("twinstream")
                .build());
    redis.connect();
    return redis;
  }

  private void close() {
    try {
      open.close();
    } catch (JedisException broken) {
      LOG.debug("closing a broken connection", broken);
    }
    open = null;
  }

  private static boolean isAway(Exception failure) {
    String message = String.valueOf(failure.getMessage());
    return failure instanceof JedisConnectionException
        || (failure instanceof JedisException && PASSING.stream().anyMatch(message::startsWith));
  }

  private UserError failed(JedisException failure) {
    Throwable root = Throwables.getRootCause(failure);
    String reason = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return UserError.failed("%s: %s".formatted(address, reason), failure);
  }
}
