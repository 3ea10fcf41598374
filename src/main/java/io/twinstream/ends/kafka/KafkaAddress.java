package io.twinstream.ends.kafka;

import io.twinstream.error.UserError;
import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Topics of a Kafka cluster, as {@code kafka:HOST:PORT/TOPIC} names them.
 *
 * @param servers {@code HOST:PORT}, or several with commas between
 * @param topics the topics, each once; one or more, where they may not be left out
 */
public record KafkaAddress(String servers, List<String> topics) implements Serializable {
  private static final Pattern SERVERS =
      Pattern.compile("[^\\s:,/]+:\\d{1,5}(,[^\\s:,/]+:\\d{1,5})*");
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");

  /** The way to write an address, for messages. */
  public static final String FORM = "kafka:HOST:PORT/TOPIC[,TOPIC]";

  /**
   * Returns the address of a specification.
   *
   * @throws UserError if it is none
   */
  public static KafkaAddress parse(String spec) {
    String rest = spec.startsWith("kafka:") ? spec.substring("kafka:".length()) : "";
    int slash = rest.indexOf('/');
    String servers = slash < 0 ? "" : rest.substring(0, slash);
    List<String> topics = slash < 0 ? List.of() : List.of(rest.substring(slash + 1).split(",", -1));
    if (!SERVERS.matcher(servers).matches()
        || !topics.stream().allMatch(topic -> TOPIC.matcher(topic).matches())
        || topics.stream().distinct().count() < topics.size()) {
      throw UserError.usage(
          "'%s': write %s; a topic is 1 to 249 of A-Z a-z 0-9 . _ -".formatted(spec, FORM));
    }
    return new KafkaAddress(servers, topics);
  }

  /**
   * Returns the one topic of a specification that may name but one.
   *
   * @throws UserError if it names several
   */
  public static KafkaAddress ofOneTopic(String spec) {
    KafkaAddress address = parse(spec);
    if (address.topics().size() > 1) {
      throw UserError.usage("'%s': name one topic to write to".formatted(spec));
    }
    return address;
  }

  /**
   * Returns the address of a specification that may leave the topic out, or have a {@code *} in its
   * name.
   *
   * @throws UserError if it is none, or names several topics
   */
  public static KafkaAddress ofAtMostOneTopic(String spec) {
    String rest = spec.startsWith("kafka:") ? spec.substring("kafka:".length()) : "";
    if (SERVERS.matcher(rest).matches()) {
      return new KafkaAddress(rest, List.of());
    }
    int star = spec.indexOf('*');
    if (star < 0) {
      return ofOneTopic(spec);
    }
    String named = spec.substring(spec.lastIndexOf('/') + 1);
    KafkaAddress address = ofOneTopic(spec.substring(0, star) + "x" + spec.substring(star + 1));
    return new KafkaAddress(address.servers(), List.of(named));
  }

  /** Returns the first topic. */
  public String topic() {
    return topics.get(0);
  }

  /** Returns it as it is written on the command line. */
  public String spec() {
    return "kafka:" + servers + (topics.isEmpty() ? "" : "/" + String.join(",", topics));
  }
}
