package io.twinstream.jobs.clickjoin;

import io.twinstream.jobs.Sums;
import java.io.Serializable;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What the records of one impression id say together. A bean, for {@code Encoders.bean}.
 *
 * <p>{@code id} is empty for what is no impression and no click; {@code campaign} is empty but for
 * impressions; {@code shown} is 1 if the impression is there and else 0, as a repeated impression
 * is the same one; {@code clicks} is how often it was clicked.
 */
public final class AdEvent implements Serializable {
  /** What is added where no click is there. */
  static final AdEvent NO_CLICK = new AdEvent("", "", 0, 0);

  private static final long serialVersionUID = 1L;

  private String id;
  private String campaign;
  private long shown;
  private long clicks;

  /** For {@code Encoders.bean}. */
  public AdEvent() {}

  private AdEvent(String id, String campaign, long shown, long clicks) {
    this.id = id;
    this.campaign = campaign;
    this.shown = shown;
    this.clicks = clicks;
  }

  /** Returns an impression that was shown, and not clicked. */
  static AdEvent impression(String id, String campaign) {
    return new AdEvent(id, campaign, 1, 0);
  }

  /** Returns a click on an impression that may be there or not. */
  static AdEvent click(String id) {
    return new AdEvent(id, "", 0, 1);
  }

  /** Returns a record that is neither: one of the empty id. */
  static AdEvent malformed() {
    return click("");
  }

  /**
   * Returns both, of one id, as one; their order does not matter. Of two campaigns the first by its
   * bytes counts.
   */
  AdEvent and(AdEvent other) {
    return new AdEvent(
        id,
        isShown() && (!other.isShown() || ClickJoin.isFirst(campaign, other.campaign))
            ? campaign
            : other.campaign,
        Math.max(shown, other.shown),
        Sums.add(clicks, other.clicks));
  }

  /** Returns all of one id, one or more, as one. */
  static AdEvent of(Iterable<AdEvent> some, Iterable<AdEvent> more) {
    return Stream.of(some, more)
        .flatMap(each -> StreamSupport.stream(each.spliterator(), false))
        .reduce(AdEvent::and)
        .orElseThrow();
  }

  /** Tells whether the impression is there. */
  boolean isShown() {
    return shown > 0;
  }

  /** Tells whether this is clicks alone. */
  boolean isClick() {
    return !isShown() && !isMalformed();
  }

  /** Tells whether this is no impression and no click. */
  boolean isMalformed() {
    return id.isEmpty();
  }

  public String getId() {
    return id;
  }

  public void setId(String id) {
    this.id = id;
  }

  public String getCampaign() {
    return campaign;
  }

  public void setCampaign(String campaign) {
    this.campaign = campaign;
  }

  public long getShown() {
    return shown;
  }

  public void setShown(long shown) {
    this.shown = shown;
  }

  public long getClicks() {
    return clicks;
  }

  public void setClicks(long clicks) {
    this.clicks = clicks;
  }
}
