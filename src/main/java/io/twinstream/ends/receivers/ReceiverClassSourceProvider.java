package io.twinstream.ends.receivers;

import com.google.common.base.Splitter;
import io.twinstream.api.EndSettings;
import io.twinstream.api.Source;
import io.twinstream.api.SourceProvider;
import io.twinstream.error.UserError;
import java.time.Duration;
import java.util.List;

/** A receiver of the classic engine, by its class. */
public final class ReceiverClassSourceProvider implements SourceProvider {
  private static final String KIND = "receiver-class:";

  @Override
  public String usage() {
    return "receiver-class:CLASS[?ARG[,ARG]]";
  }

  @Override
  public Source open(String spec, Duration batchInterval, EndSettings settings) {
    String named = spec.substring(KIND.length());
    int mark = named.indexOf('?');
    String className = mark < 0 ? named : named.substring(0, mark);
    if (className.isBlank()) {
      throw UserError.usage(
          "source '%s': no class: write %s, each ARG a string of its constructor"
              .formatted(spec, usage()));
    }
    List<String> arguments =
        mark < 0 ? List.of() : Splitter.on(',').splitToList(named.substring(mark + 1));
    return new ReceiverClassSource(spec, className, arguments);
  }
}
