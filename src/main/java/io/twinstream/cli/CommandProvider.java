package io.twinstream.cli;

import java.util.Map;

/**
 * Adds commands to {@code bin/twinstream} from a jar that stands beside the application's on the
 * class path; found by {@link java.util.ServiceLoader}.
 */
public interface CommandProvider {
  /** Returns new commands, as picocli knows them, by their names. */
  Map<String, Object> commands();
}
