package io.twinstream.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code next} and {@code last-read}. */
final class OffsetIsConverter implements ITypeConverter<OffsetsOptions.OffsetIs> {
  @Override
  public OffsetsOptions.OffsetIs convert(String text) {
    for (OffsetsOptions.OffsetIs each : OffsetsOptions.OffsetIs.values()) {
      if (each.toString().equals(text)) {
        return each;
      }
    }
    throw new TypeConversionException("'%s': write next or last-read".formatted(text));
  }
}
