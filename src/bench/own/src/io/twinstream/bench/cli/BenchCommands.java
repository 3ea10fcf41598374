package io.twinstream.bench.cli;

import io.twinstream.bench.shared.Program;
import io.twinstream.cli.CommandProvider;
import java.util.Map;

/** Brings {@code bench} to {@code bin/twinstream}. */
public final class BenchCommands implements CommandProvider {
  @Override
  public Map<String, Object> commands() {
    return Map.of("bench", new BenchCommand(), Program.COMMAND, new PassCommand());
  }
}
