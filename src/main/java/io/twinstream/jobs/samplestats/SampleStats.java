package io.twinstream.jobs.samplestats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.twinstream.api.InputRecord;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;

/**
 * The rule of sample statistics, free of any engine.
 *
 * <p>Input: records whose value is {@code {"timestamp":1795262400000,"value":21.5}}: the time in
 * epoch milliseconds, and a number with at most twelve digits before the point, which is rounded to
 * millionths, half to even. Other fields are passed over.
 *
 * @param lateness how long after it was taken a sample may arrive
 */
record SampleStats(Duration lateness) implements Serializable {
  /** How far a sample's time may lie after its arrival, as clocks differ. */
  static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(1);

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final long LATEST_MILLIS = 999_999_999_999_999L;
  private static final int DIGITS = 12;
  private static final int DECIMALS = 1_000;
  private static final int MICRO_DIGITS = 6;
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build()
          .readerFor(JsonNode.class);

  /** Returns why a line is no sample; empty if it is one. */
  static Optional<String> problem(String line, long arrivedAtMillis) {
    JsonNode sample;
    try {
      sample = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return Optional.of("not a JSON object, " + e.getOriginalMessage());
    }
    if (!isTime(sample.path("timestamp"))) {
      return Optional.of("the timestamp is not epoch milliseconds");
    }
    if (!isValue(sample.path("value"))) {
      return Optional.of("the value is not a number of at most twelve digits before the point");
    }
    return sample.get("timestamp").longValue() - arrivedAtMillis > CLOCK_DIFFERENCE.toMillis()
        ? Optional.of("taken after it arrived")
        : Optional.empty();
  }

  /** Returns the sample of a record, alone in its minute; none if there is none, or it is late. */
  Iterator<MinuteSamples> samples(InputRecord record) {
    return sample(record.value(), record.arrivedAtMillis()).stream().iterator();
  }

  /**
   * Returns the same of a line.
   *
   * @param line null for a tombstone
   */
  Optional<MinuteSamples> sample(String line, long arrivedAtMillis) {
    if (line == null || problem(line, arrivedAtMillis).isPresent()) {
      return Optional.empty();
    }
    JsonNode sample = read(line);
    long atMillis = sample.get("timestamp").longValue();
    return arrivedAtMillis - atMillis > lateness.toMillis()
        ? Optional.empty()
        : Optional.of(MinuteSamples.of(minuteEnd(atMillis), micros(sample.get("value"))));
  }

  /** Returns how long ago, by its arrival, a sample was that shares a minute with the next one. */
  Duration memory() {
    return lateness.plus(MINUTE).plus(CLOCK_DIFFERENCE);
  }

  /**
   * Returns how long the port waits for late samples. One in time is never behind the watermark, as
   * long as no partition of Kafka is read further behind the others than the lateness: its minute
   * ends after its arrival minus the lateness, and the newest minute at most so long after the
   * newest arrival.
   */
  Duration delay() {
    return lateness.plus(memory());
  }

  /** Returns when the minute of a time starts, inclusive. */
  static long minuteStart(long endMillis) {
    return endMillis - MINUTE.toMillis();
  }

  private static long minuteEnd(long atMillis) {
    return (atMillis / MINUTE.toMillis() + 1) * MINUTE.toMillis();
  }

  private static boolean isTime(JsonNode time) {
    return time.isIntegralNumber()
        && time.canConvertToLong()
        && time.longValue() >= 0
        && time.longValue() <= LATEST_MILLIS;
  }

  private static boolean isValue(JsonNode value) {
    if (!value.isNumber() || value.isDouble()) { // a double is what no BigDecimal could be made of
      return false;
    }
    BigDecimal number = value.decimalValue();
    return (long) number.precision() - number.scale() <= DIGITS && number.scale() <= DECIMALS;
  }

  private static long micros(JsonNode value) {
    return value
        .decimalValue()
        .setScale(MICRO_DIGITS, RoundingMode.HALF_EVEN)
        .unscaledValue()
        .longValueExact();
  }

  private static JsonNode read(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(line, e);
    }
  }
}
