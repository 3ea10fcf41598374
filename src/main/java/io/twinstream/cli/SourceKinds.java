package io.twinstream.cli;

import io.twinstream.ends.Sources;
import java.util.Iterator;

/** What {@code --source} takes. */
final class SourceKinds implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return Sources.usages().iterator();
  }
}
