package io.twinstream.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A topic to make.
 *
 * @param name its name
 * @param partitions how many it has
 */
record NewTopicName(String name, int partitions) {
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z0-9._-]{1,249})(?::([1-9]\\d{0,3}))?");

  /** Reads {@code NAME[:PARTITIONS]}. */
  static final class Converter implements ITypeConverter<NewTopicName> {
    @Override
    public NewTopicName convert(String text) {
      Matcher form = FORM.matcher(text);
      if (!form.matches()) {
        throw new TypeConversionException(
            "'%s': write NAME or NAME:PARTITIONS, such as orders:4".formatted(text));
      }
      return new NewTopicName(
          form.group(1), form.group(2) == null ? 1 : Integer.parseInt(form.group(2)));
    }
  }
}
