package io.twinstream.migration.scan.python;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes text of a source's bytes, as PEP 263 has it. */
final class Text {
  private static final Pattern CODING =
      Pattern.compile("\\A(?:[^\\n]*\\n)?[ \\t\\f]*#.*?coding[:=][ \\t]*([-\\w.]+)");

  /** As Python names it; Java's own names do not have all of these. */
  private static final Pattern LATIN =
      Pattern.compile("(latin-1|iso-8859-1|iso-latin-1|latin1|l1)(-.*)?");

  private static final int HEAD = 400;

  private Text() {}

  static String decode(byte[] bytes, List<String> problems) throws IOException {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        throw new IOException("has NUL bytes (the first is byte %,d); not Python".formatted(i));
      }
    }
    Charset charset = charset(bytes, problems);
    try {
      return lines(charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      problems.add("is not %s as it should be; read as ISO-8859-1".formatted(charset));
      return lines(new String(bytes, StandardCharsets.ISO_8859_1));
    }
  }

  private static Charset charset(byte[] bytes, List<String> problems) {
    String head = new String(bytes, 0, Math.min(bytes.length, HEAD), StandardCharsets.ISO_8859_1);
    Matcher declared = CODING.matcher(head);
    if (!declared.find()) {
      return StandardCharsets.UTF_8;
    }
    String name = declared.group(1).toLowerCase(Locale.ROOT).replace('_', '-');
    if (LATIN.matcher(name).matches()) {
      return StandardCharsets.ISO_8859_1;
    } else if (name.startsWith("utf-8")) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException e) {
      problems.add("has the unknown coding %s; read as UTF-8".formatted(declared.group(1)));
      return StandardCharsets.UTF_8;
    }
  }

  private static String lines(String text) {
    return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
  }
}
