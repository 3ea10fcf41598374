package io.twinstream.ends.union;

import io.twinstream.api.EndSettings;
import io.twinstream.api.Source;
import io.twinstream.api.SourceProvider;
import io.twinstream.ends.Sources;
import io.twinstream.error.UserError;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Sources of different kinds, such as a topic and a directory. */
public final class UnionSourceProvider implements SourceProvider {
  /** A plus sign before a kind: names of files may have others. */
  private static final Pattern BETWEEN = Pattern.compile("\\+(?=[a-z][a-z-]*:)");

  @Override
  public String usage() {
    return "union:SOURCE+SOURCE";
  }

  @Override
  public Source open(String spec, Duration batchInterval, EndSettings settings) {
    String[] specs = BETWEEN.split(spec.substring(spec.indexOf(':') + 1));
    List<Source> parts =
        Arrays.stream(specs).map(each -> Sources.open(each, batchInterval, settings)).toList();
    if (parts.size() < 2) {
      throw UserError.usage(
          "source %s: is one source: write union:kafka:HOST:PORT/TOPIC+files:DIR".formatted(spec));
    }
    if (parts.stream().map(UnionSource::kind).distinct().count() < parts.size()) {
      throw UserError.usage(
          "source %s: has two of a kind: a topic list and a directory take several; write each kind once"
              .formatted(spec));
    }
    for (Source part : parts) {
      if (part.virtualTime().isPresent() || part.receiver().isPresent()) {
        throw UserError.usage(
            "source %s: %s cannot be read beside another source: unite kafka: and files:"
                .formatted(spec, part.spec()));
      }
    }
    return new UnionSource(spec, parts);
  }
}
