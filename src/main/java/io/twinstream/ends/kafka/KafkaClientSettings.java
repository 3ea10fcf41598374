package io.twinstream.ends.kafka;

import io.twinstream.error.PropertiesFile;
import io.twinstream.error.UserError;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * Properties of Kafka's clients from a file, such as those of SASL_SSL.
 *
 * <p>A secret is never held here: its value is a reference into the file, which Kafka's own client
 * follows when it is made. So secrets come neither into a checkpoint nor into a log, a report or
 * Spark's pages; in return, executors must find the file under the same path.
 */
public final class KafkaClientSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  /** No properties. */
  public static final KafkaClientSettings NONE = new KafkaClientSettings(new TreeMap<>());

  private static final Pattern SECRET =
      Pattern.compile(
          "(?i).*(password|secret|jaas|token|credential|keystore\\.key|keystore\\.certificate).*");

  /** What the jobs need as it is; Spark's connectors refuse most of these themselves. */
  private static final Set<String> OURS =
      Set.of(
          "bootstrap.servers",
          "key.deserializer",
          "value.deserializer",
          "group.id",
          "auto.offset.reset",
          "enable.auto.commit");

  private final TreeMap<String, String> properties;

  private KafkaClientSettings(TreeMap<String, String> properties) {
    this.properties = properties;
  }

  /**
   * Returns the properties of a file; null is {@link #NONE}.
   *
   * @throws UserError if it cannot be read, or sets what is set by the command line
   */
  public static KafkaClientSettings read(Path file) {
    if (file == null) {
      return NONE;
    }
    Properties read = PropertiesFile.read(file, "Kafka properties " + file);
    TreeMap<String, String> properties = new TreeMap<>();
    for (String name : read.stringPropertyNames()) {
      if (OURS.contains(name)) {
        throw UserError.usage(
            "Kafka properties %s: %s is set by twinstream: leave it out".formatted(file, name));
      }
      properties.put(
          name,
          SECRET.matcher(name).matches()
              ? "${file:%s:%s}".formatted(file.toAbsolutePath(), name)
              : read.getProperty(name));
    }
    if (properties.values().stream().anyMatch(value -> value.startsWith("${file:"))) {
      properties.put("config.providers", "file");
      properties.put("config.providers.file.class", FileConfigProvider.class.getName());
    }
    return new KafkaClientSettings(properties);
  }

  /** Returns these properties of a client. */
  public static KafkaClientSettings of(Map<String, String> properties) {
    return new KafkaClientSettings(new TreeMap<>(properties));
  }

  /** Returns the properties; secrets are references. */
  public Map<String, String> properties() {
    return properties;
  }
}
