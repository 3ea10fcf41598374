package io.twinstream.ends;

import io.twinstream.api.Source;
import io.twinstream.ends.files.FilesSource;
import io.twinstream.ends.kafka.KafkaAddress;
import io.twinstream.ends.kafka.KafkaReading;
import io.twinstream.ends.kafka.KafkaSource;
import io.twinstream.ends.lines.ReceiverSource;
import io.twinstream.ends.lines.SocketSource;
import io.twinstream.ends.recording.Recording;
import io.twinstream.ends.recording.RecordingSource;
import io.twinstream.error.UserError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BiFunction;

/** Reads {@code --source}. */
public final class Sources {
  private Sources() {}

  /**
   * Returns the source of a specification.
   *
   * @param spec {@code socket:HOST:PORT}, {@code receiver:HOST:PORT}, {@code
   *     kafka:HOST:PORT/TOPIC[,TOPIC]}, {@code files:DIR} or {@code recording:FILE}
   * @param batchInterval the length of a recording's batches
   * @param reading how a Kafka source is read
   * @param hadoop settings of Hadoop's file systems
   * @throws UserError if it names no source, or its parts are wrong
   */
  public static Source parse(
      String spec, Duration batchInterval, KafkaReading reading, HadoopSettings hadoop) {
    int colon = spec.indexOf(':');
    String kind = colon < 0 ? spec : spec.substring(0, colon);
    String rest = colon < 0 ? "" : spec.substring(colon + 1);
    if (!rest.isEmpty()) {
      switch (kind) {
        case "socket":
          return atAddress(spec, rest, SocketSource::new);
        case "receiver":
          return atAddress(spec, rest, ReceiverSource::new);
        case "kafka":
          return new KafkaSource(KafkaAddress.parse(spec), reading);
        case "files":
          return new FilesSource(rest, hadoop);
        case "recording":
          return new RecordingSource(Recording.open(Path.of(rest), batchInterval));
        default:
          break;
      }
    }
    throw UserError.usage(
        "unknown source '%s': known are socket:HOST:PORT, receiver:HOST:PORT, kafka:HOST:PORT/TOPIC[,TOPIC], files:DIR, recording:FILE"
            .formatted(spec));
  }

  private static Source atAddress(
      String spec, String hostAndPort, BiFunction<String, Integer, Source> make) {
    int colon = hostAndPort.lastIndexOf(':');
    try {
      int port = Integer.parseInt(hostAndPort.substring(colon + 1));
      if (colon > 0 && port >= 1 && port <= 65_535) {
        return make.apply(hostAndPort.substring(0, colon), port);
      }
    } catch (NumberFormatException notAPort) {
      // said below
    }
    throw UserError.usage(
        "source '%s': write %s:HOST:PORT with a port of 1 to 65535"
            .formatted(spec, spec.substring(0, spec.indexOf(':'))));
  }
}
