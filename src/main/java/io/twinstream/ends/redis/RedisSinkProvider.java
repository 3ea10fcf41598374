package io.twinstream.ends.redis;

import io.twinstream.api.EndSettings;
import io.twinstream.api.Sink;
import io.twinstream.api.SinkProvider;
import io.twinstream.api.SinkRows;
import io.twinstream.error.UserError;

/** Hashes of Redis, a batch in one step. Its client, Jedis, is not in the application jar. */
public final class RedisSinkProvider implements SinkProvider {
  private static final String CLIENT = "redis.clients.jedis.Jedis";

  @Override
  public String usage() {
    return "redis://HOST:PORT[/DATABASE][?ttl=DURATION][&tls=true]#PREFIX";
  }

  @Override
  public <R> Sink<R> open(String spec, SinkRows<R> rows, EndSettings settings) {
    RedisAddress address = RedisAddress.parse(spec);
    try {
      Class.forName(CLIENT, false, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException e) {
      throw UserError.failed(
          "sink %s: Jedis is not on the class path: add redis.clients:jedis:5.2.0"
              .formatted(address),
          e);
    }
    return new RedisSink<>(address, rows);
  }
}
