package wrong.layers.api;

import wrong.layers.cli.Command;

/** What is published knows the command line. */
public final class KnowsCommands {
  public String name() {
    return Command.NAME;
  }
}
