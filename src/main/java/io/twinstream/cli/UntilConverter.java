package io.twinstream.cli;

import io.twinstream.engine.Until;
import picocli.CommandLine.ITypeConverter;

/** Reads {@code --until}. */
final class UntilConverter implements ITypeConverter<Until> {
  @Override
  public Until convert(String text) {
    return Until.parse(text);
  }
}
