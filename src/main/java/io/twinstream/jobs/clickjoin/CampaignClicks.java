package io.twinstream.jobs.clickjoin;

import java.io.Serializable;
import java.util.Objects;

/**
 * How often the impressions of a campaign were clicked: {@code windowStart} (inclusive) and {@code
 * windowEnd} (exclusive) in epoch ms, both 0 where a batch is joined by itself.
 *
 * <p>{@code kind} is {@code campaign}; {@code unknown}, clicks whose impression is not there; or
 * {@code malformed}, records that are neither. {@code campaign} is empty but for campaigns, {@code
 * name} also for those that the table does not name. {@code impressions} were shown, {@code
 * clicked} of them were clicked at least once, {@code clicks} times altogether; {@code
 * clickedPerMillion} is their share, rounded down. Of malformed records {@code clicks} is how many
 * they are.
 */
public final class CampaignClicks implements Serializable {
  private static final long serialVersionUID = 1L;

  private long windowStart;
  private long windowEnd;
  private String kind;
  private String campaign;
  private String name;
  private long impressions;
  private long clicked;
  private long clicks;
  private long clickedPerMillion;

  /** For {@code Encoders.bean}. */
  public CampaignClicks() {}

  public CampaignClicks(
      long windowStart,
      long windowEnd,
      String kind,
      String campaign,
      String name,
      long impressions,
      long clicked,
      long clicks,
      long clickedPerMillion) {
    this.windowStart = windowStart;
    this.windowEnd = windowEnd;
    this.kind = kind;
    this.campaign = campaign;
    this.name = name;
    this.impressions = impressions;
    this.clicked = clicked;
    this.clicks = clicks;
    this.clickedPerMillion = clickedPerMillion;
  }

  public long getWindowStart() {
    return windowStart;
  }

  public void setWindowStart(long windowStart) {
    this.windowStart = windowStart;
  }

  public long getWindowEnd() {
    return windowEnd;
  }

  public void setWindowEnd(long windowEnd) {
    this.windowEnd = windowEnd;
  }

  public String getKind() {
    return kind;
  }

  public void setKind(String kind) {
    this.kind = kind;
  }

  public String getCampaign() {
    return campaign;
  }

  public void setCampaign(String campaign) {
    this.campaign = campaign;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public long getImpressions() {
    return impressions;
  }

  public void setImpressions(long impressions) {
    this.impressions = impressions;
  }

  public long getClicked() {
    return clicked;
  }

  public void setClicked(long clicked) {
    this.clicked = clicked;
  }

  public long getClicks() {
    return clicks;
  }

  public void setClicks(long clicks) {
    this.clicks = clicks;
  }

  public long getClickedPerMillion() {
    return clickedPerMillion;
  }

  public void setClickedPerMillion(long clickedPerMillion) {
    this.clickedPerMillion = clickedPerMillion;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CampaignClicks that
        && windowStart == that.windowStart
        && windowEnd == that.windowEnd
        && Objects.equals(kind, that.kind)
        && Objects.equals(campaign, that.campaign)
        && Objects.equals(name, that.name)
        && impressions == that.impressions
        && clicked == that.clicked
        && clicks == that.clicks
        && clickedPerMillion == that.clickedPerMillion;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        windowStart,
        windowEnd,
        kind,
        campaign,
        name,
        impressions,
        clicked,
        clicks,
        clickedPerMillion);
  }

  @Override
  public String toString() {
    return "["
        + windowStart
        + ", "
        + windowEnd
        + ") "
        + kind
        + " "
        + campaign
        + " "
        + clicked
        + "/"
        + impressions;
  }
}
