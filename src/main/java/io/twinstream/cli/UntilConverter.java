package io.twinstream.cli;

import io.twinstream.engine.Until;
import io.twinstream.error.UserError;
import picocli.CommandLine.ITypeConverter;

/** Reads {@code --until}. */
final class UntilConverter implements ITypeConverter<Until> {
  @Override
  public Until convert(String text) {
    try {
      return Until.parse(text);
    } catch (UserError e) {
      throw UserError.usage(e.getMessage().replaceFirst("end of a run", "--until"), e);
    }
  }
}
