package io.twinstream.local.feed.generator;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.random.RandomGenerator;

/** Lines of the Common Log Format, for access-log. */
final class AccessLogLines implements Records {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final int ITEMS = 25;
  private static final int MOST_BYTES = 5_000;

  @Override
  public String record(long number, long atMillis, RandomGenerator random) {
    String path = "/item/" + random.nextInt(1 + random.nextInt(ITEMS));
    return String.format(
        Locale.ROOT,
        "10.0.0.%d - - [%s] \"%s %s HTTP/1.1\" %s %d",
        random.nextInt(250),
        TIME.format(Instant.ofEpochMilli(atMillis)),
        Records.oneOf(random, "GET", "GET", "GET", "POST"),
        random.nextInt(4) == 0 ? path + "?page=" + random.nextInt(9) : path,
        Records.oneOf(random, "200", "200", "200", "200", "304", "404", "500"),
        random.nextInt(MOST_BYTES));
  }

  @Override
  public List<UnaryOperator<String>> spoilings() {
    return List.of(
        Records.cutBefore('"'),
        Records.cutBefore('['),
        record -> record.replace("\" ", "\" -"),
        record -> record + "kB");
  }
}
