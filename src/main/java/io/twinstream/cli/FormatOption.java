package io.twinstream.cli;

import picocli.CommandLine.Option;

/** What a command prints its result as. */
final class FormatOption {
  @Option(
      names = "--format",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "text or json; default: ${DEFAULT-VALUE}.")
  private Format format;

  boolean isJson() {
    return format == Format.JSON;
  }
}
