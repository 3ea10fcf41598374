package io.twinstream.ends.kafka;

import io.twinstream.error.UserError;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/** What the exceptions of Kafka's clients mean to a user. */
final class ClientFailures {
  private ClientFailures() {}

  /** Returns what a client's exception means, where that is known. */
  static Optional<UserError> explained(String servers, Throwable cause) {
    if (cause instanceof AuthenticationException) {
      return Optional.of(
          UserError.failed(
              "kafka %s: refuses the credentials (%s): check the Kafka properties"
                  .formatted(servers, cause.getClass().getSimpleName()),
              cause));
    }
    if (cause instanceof AuthorizationException) {
      return Optional.of(
          UserError.failed(
              "kafka %s: the credentials are not enough: %s".formatted(servers, cause.getMessage()),
              cause));
    }
    if (cause instanceof TimeoutException
        || cause instanceof org.apache.kafka.common.errors.TimeoutException
        || cause instanceof org.apache.kafka.common.errors.DisconnectException) {
      return Optional.of(
          UserError.failed(
              "kafka %s: no broker answers: check the address, and that it runs (security.protocol too)"
                  .formatted(servers),
              cause));
    }
    if (cause instanceof ConfigException) {
      return Optional.of(
          UserError.failed(
              "kafka %s: a property of its client is wrong: %s"
                  .formatted(servers, cause.getMessage()),
              cause));
    }
    return cause instanceof ApiException
        ? Optional.of(
            UserError.failed("kafka %s: %s".formatted(servers, cause.getMessage()), cause))
        : Optional.empty();
  }
}
