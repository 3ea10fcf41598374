package io.twinstream.ends.search;

import io.twinstream.error.Secrets;
import io.twinstream.error.UserError;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * An index: {@code search:http[s]://[USER:PASSWORD@]HOST:PORT/INDEX}.
 *
 * @param server {@code http://HOST:PORT}
 * @param authorization the header with user and password; null for none
 */
record SearchAddress(String server, String authorization, String index) implements Serializable {
  static final String USAGE = "search:http[s]://HOST:PORT/INDEX";

  /** A part of what the servers take; a name with an underscore first is refused by them. */
  private static final Pattern INDEX = Pattern.compile("/[a-z0-9][a-z0-9_.-]{0,199}");

  /**
   * Returns the index that a specification names.
   *
   * @throws UserError if it is malformed
   */
  static SearchAddress parse(String spec) {
    URI uri = uri(spec);
    String scheme = uri.getScheme();
    if (!("http".equals(scheme) || "https".equals(scheme))
        || uri.getHost() == null
        || uri.getPath() == null
        || !INDEX.matcher(uri.getPath()).matches()
        || uri.getQuery() != null
        || uri.getFragment() != null) {
      throw malformed(spec);
    }
    String server =
        "%s://%s%s".formatted(scheme, uri.getHost(), uri.getPort() < 0 ? "" : ":" + uri.getPort());
    String authorization =
        uri.getUserInfo() == null
            ? null
            : "Basic "
                + Base64.getEncoder()
                    .encodeToString(uri.getUserInfo().getBytes(StandardCharsets.UTF_8));
    return new SearchAddress(server, authorization, uri.getPath().substring(1));
  }

  /** Returns it without the password. */
  @Override
  public String toString() {
    return "search:%s/%s".formatted(server, index);
  }

  private static URI uri(String spec) {
    try {
      return new URI(spec.substring(spec.indexOf(':') + 1));
    } catch (URISyntaxException e) {
      throw malformed(spec);
    }
  }

  private static UserError malformed(String spec) {
    return UserError.usage(
        "sink '%s': write search:http[s]://[USER:PASSWORD@]HOST:PORT/INDEX; an index is of a-z 0-9 _ . -"
            .formatted(Secrets.masked(spec)));
  }
}
