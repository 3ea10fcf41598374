package io.twinstream.jobs.recommend;

import java.io.Serializable;
import java.util.Objects;

/**
 * An {@code item} for a {@code user}, with its {@code rank} from 1 on: {@code scoreMillionths},
 * about a million if it fits well; {@code source}, {@code model} or {@code popular}, what the score
 * comes from; {@code model}, the name of the one that was in force, empty for that which is trained
 * at the start.
 */
public final class Recommendation implements Serializable {
  private static final long serialVersionUID = 1L;

  private String user;
  private int rank;
  private String item;
  private long scoreMillionths;
  private String source;
  private String model;

  /** For {@code Encoders.bean}. */
  public Recommendation() {}

  public Recommendation(
      String user, int rank, String item, long scoreMillionths, String source, String model) {
    this.user = user;
    this.rank = rank;
    this.item = item;
    this.scoreMillionths = scoreMillionths;
    this.source = source;
    this.model = model;
  }

  /** Returns the same at a rank. */
  Recommendation at(int place) {
    return new Recommendation(user, place, item, scoreMillionths, source, model);
  }

  public String getUser() {
    return user;
  }

  public void setUser(String user) {
    this.user = user;
  }

  public int getRank() {
    return rank;
  }

  public void setRank(int rank) {
    this.rank = rank;
  }

  public String getItem() {
    return item;
  }

  public void setItem(String item) {
    this.item = item;
  }

  public long getScoreMillionths() {
    return scoreMillionths;
  }

  public void setScoreMillionths(long scoreMillionths) {
    this.scoreMillionths = scoreMillionths;
  }

  public String getSource() {
    return source;
  }

  public void setSource(String source) {
    this.source = source;
  }

  public String getModel() {
    return model;
  }

  public void setModel(String model) {
    this.model = model;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Recommendation that
        && Objects.equals(user, that.user)
        && rank == that.rank
        && Objects.equals(item, that.item)
        && scoreMillionths == that.scoreMillionths
        && Objects.equals(source, that.source)
        && Objects.equals(model, that.model);
  }

  @Override
  public int hashCode() {
    return Objects.hash(user, rank, item, scoreMillionths, source, model);
  }

  @Override
  public String toString() {
    return "%s %d: %s %d by %s %s".formatted(user, rank, item, scoreMillionths, source, model);
  }
}
