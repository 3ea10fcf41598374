package io.twinstream.cli;

import io.twinstream.ends.Sinks;
import java.util.Iterator;

/** What {@code --sink} takes. */
final class SinkKinds implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return Sinks.usages().iterator();
  }
}
