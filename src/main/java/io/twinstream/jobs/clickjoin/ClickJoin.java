package io.twinstream.jobs.clickjoin;

import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import io.twinstream.jobs.Sums;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The rule of the join, free of any engine.
 *
 * <p>Input: records of two topics. An impression is {@code impression_id,campaign}, of one topic,
 * and a click {@code impression_id}, of another. The id is not empty and holds no comma; the
 * campaign may be empty. A record of another form, of another topic or without a value is counted
 * as {@value #MALFORMED}.
 */
final class ClickJoin {
  static final String CAMPAIGN = "campaign";
  static final String UNKNOWN = "unknown";
  static final String MALFORMED = "malformed";

  private static final long PER_MILLION = 1_000_000;

  private ClickJoin() {}

  /**
   * Returns why a value is neither an impression nor a click; empty if it is one of the two. One
   * that came by the other's topic is not known by its value.
   */
  public static Optional<String> problem(String value) {
    return isImpression(value) || isClick(value)
        ? Optional.empty()
        : Optional.of("not an impression (impression_id,campaign) or a click (impression_id)");
  }

  /**
   * Returns what a record says.
   *
   * @param value may be null: a tombstone
   */
  static AdEvent event(String topic, String value, Topics topics) {
    if (value == null) {
      return AdEvent.malformed();
    }
    if (topic.equals(topics.impressions()) && isImpression(value)) {
      int comma = value.indexOf(',');
      return AdEvent.impression(value.substring(0, comma), value.substring(comma + 1));
    }
    return topic.equals(topics.clicks()) && isClick(value)
        ? AdEvent.click(value)
        : AdEvent.malformed();
  }

  private static boolean isImpression(String value) {
    int comma = value.indexOf(',');
    return comma > 0 && value.indexOf(',', comma + 1) < 0;
  }

  private static boolean isClick(String value) {
    return !value.isEmpty() && value.indexOf(',') < 0;
  }

  /** Tells whether a join gives out what the records of an id say together. */
  static boolean isKept(AdEvent event, ClickOptions.Join join) {
    return event.isMalformed()
        || switch (join) {
          case INNER -> event.isShown() && event.getClicks() > 0;
          case LEFT_OUTER -> event.isShown();
          case COGROUP -> true;
        };
  }

  /** Returns what an event is counted under. */
  static String kind(AdEvent event) {
    if (event.isMalformed()) {
      return MALFORMED;
    }
    return event.isShown() ? CAMPAIGN : UNKNOWN;
  }

  /** Returns the counts of an event alone. */
  static CampaignClicks counts(AdEvent event) {
    long clicked = event.isShown() && event.getClicks() > 0 ? 1 : 0;
    return counts(kind(event), event.getCampaign(), event.getShown(), clicked, event.getClicks());
  }

  /** Returns the counts of an event alone in a window; none if a join does not give it out. */
  static Iterator<CampaignClicks> counts(
      AdEvent event, ClickOptions.Join join, long windowStart, long windowEnd) {
    return isKept(event, join)
        ? List.of(inWindow(counts(event), windowStart, windowEnd)).iterator()
        : Collections.emptyIterator();
  }

  /** Returns the counts of both, of one window, kind and campaign. */
  static CampaignClicks add(CampaignClicks one, CampaignClicks other) {
    CampaignClicks sum =
        counts(
            one.getKind(),
            one.getCampaign(),
            Sums.add(one.getImpressions(), other.getImpressions()),
            Sums.add(one.getClicked(), other.getClicked()),
            Sums.add(one.getClicks(), other.getClicks()));
    return inWindow(sum, one.getWindowStart(), one.getWindowEnd());
  }

  /** Returns all counts as one; they are of one window, kind and campaign. */
  static CampaignClicks total(Iterator<CampaignClicks> counts) {
    CampaignClicks total = counts.next();
    while (counts.hasNext()) {
      total = add(total, counts.next());
    }
    return total;
  }

  /** Returns the counts as those of a window. */
  static CampaignClicks inWindow(CampaignClicks counts, long windowStart, long windowEnd) {
    return new CampaignClicks(
        windowStart,
        windowEnd,
        counts.getKind(),
        counts.getCampaign(),
        counts.getName(),
        counts.getImpressions(),
        counts.getClicked(),
        counts.getClicks(),
        counts.getClickedPerMillion());
  }

  /** Returns the counts with the name of their campaign. */
  static CampaignClicks named(CampaignClicks counts, String name) {
    CampaignClicks named = inWindow(counts, counts.getWindowStart(), counts.getWindowEnd());
    named.setName(name);
    return named;
  }

  /** Tells whether a campaign comes first: by the bytes of UTF-8, as in Spark SQL. */
  static boolean isFirst(String campaign, String other) {
    return Arrays.compareUnsigned(
            campaign.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8))
        <= 0;
  }

  /**
   * Returns the names of campaigns, of a file with lines {@code campaign,name}.
   *
   * @throws UserError if the file cannot be read or a line is malformed; names the line
   */
  static Map<String, String> readNames(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw UserError.usage(
          "campaigns %s: cannot be read as UTF-8 text (%s)".formatted(file, FileErrors.reason(e)));
    }
    Map<String, String> names = new TreeMap<>();
    for (int i = 0; i < lines.size(); i++) {
      int comma = lines.get(i).indexOf(',');
      if (comma < 0
          || names.put(lines.get(i).substring(0, comma), lines.get(i).substring(comma + 1))
              != null) {
        throw UserError.usage(
            "campaigns %s: line %d: each line is campaign,name, and each campaign stands once"
                .formatted(file, i + 1));
      }
    }
    return names;
  }

  private static long perMillion(long part, long all) {
    return BigInteger.valueOf(part)
        .multiply(BigInteger.valueOf(PER_MILLION))
        .divide(BigInteger.valueOf(all))
        .longValue();
  }

  private static CampaignClicks counts(
      String kind, String campaign, long impressions, long clicked, long clicks) {
    long share = impressions == 0 ? 0 : perMillion(clicked, impressions);
    return new CampaignClicks(0, 0, kind, campaign, "", impressions, clicked, clicks, share);
  }
}
