package io.twinstream.ends.redis;

import io.twinstream.error.DurationText;
import io.twinstream.error.Secrets;
import io.twinstream.error.UserError;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Where rows go in Redis: {@code redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE][?ttl=1h]
 * [&tls=true]#PREFIX}.
 *
 * @param user null for the default one
 * @param password null for none
 * @param ttl for how long a row is kept after it was last written; null for ever
 * @param prefix what all keys begin with
 */
record RedisAddress(
    String host,
    int port,
    String user,
    String password,
    int database,
    Duration ttl,
    boolean isTls,
    String prefix)
    implements Serializable {
  private static final int DEFAULT_PORT = 6379;
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_.:-]{1,200}");
  private static final Pattern DATABASE = Pattern.compile("/?|/\\d{1,5}");

  /**
   * Returns the address that a specification names.
   *
   * @throws UserError if it is malformed
   */
  static RedisAddress parse(String spec) {
    URI uri = uri(spec);
    String prefix = uri.getFragment();
    String path = uri.getPath();
    if (!"redis".equals(uri.getScheme())
        || uri.getHost() == null
        || path == null
        || !DATABASE.matcher(path).matches()
        || prefix == null
        || !PREFIX.matcher(prefix).matches()) {
      throw malformed(spec, "a prefix is of A-Z a-z 0-9 _ . : -");
    }
    Duration ttl = null;
    boolean isTls = false;
    for (String parameter : uri.getQuery() == null ? new String[0] : uri.getQuery().split("&")) {
      String[] words = parameter.split("=", 2);
      String value = words.length == 2 ? words[1] : "";
      switch (words[0]) {
        case "ttl" -> ttl = DurationText.parse(value);
        case "tls" -> isTls = isTrue(spec, value);
        default -> throw malformed(spec, "unknown parameter '%s'".formatted(words[0]));
      }
    }
    String[] login = login(uri);
    return new RedisAddress(
        uri.getHost(),
        uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
        login[0],
        login[1],
        path.length() < 2 ? 0 : Integer.parseInt(path.substring(1)),
        ttl,
        isTls,
        prefix);
  }

  /** Returns it without the password. */
  @Override
  public String toString() {
    return "redis://%s:%d/%d#%s".formatted(host, port, database, prefix);
  }

  private static URI uri(String spec) {
    try {
      return new URI(spec);
    } catch (URISyntaxException e) {
      throw malformed(spec, Secrets.masked(e.getReason()));
    }
  }

  /** Returns user and password, each null where there is none. */
  private static String[] login(URI uri) {
    String info = uri.getUserInfo();
    if (info == null) {
      return new String[] {null, null};
    }
    int colon = info.indexOf(':');
    String user = colon < 0 ? "" : info.substring(0, colon);
    return new String[] {user.isEmpty() ? null : user, info.substring(colon + 1)};
  }

  private static boolean isTrue(String spec, String value) {
    if (!value.equals("true") && !value.equals("false")) {
      throw malformed(spec, "tls=%s: write true or false".formatted(value));
    }
    return value.equals("true");
  }

  private static UserError malformed(String spec, String reason) {
    return UserError.usage(
        "sink '%s': write redis://[USER:PASSWORD@]HOST:PORT[/DATABASE][?ttl=1h][&tls=true]#PREFIX; %s"
            .formatted(Secrets.masked(spec), reason));
  }
}
