package io.twinstream.jobs.votetally;

import java.io.Serializable;
import java.util.Objects;

/**
 * How many lines count for something: {@code kind}, {@code votes}, {@code repeated}, {@code
 * spoiled} or {@code malformed}; {@code candidate}, of votes alone and else empty; {@code count},
 * those since the beginning (at least 0), or within the job a change of it (any).
 */
public final class VoteCount implements Serializable {
  private static final long serialVersionUID = 1L;

  private String kind;
  private String candidate;
  private long count;

  /** For {@code Encoders.bean}. */
  public VoteCount() {}

  public VoteCount(String kind, String candidate, long count) {
    this.kind = kind;
    this.candidate = candidate;
    this.count = count;
  }

  public String getKind() {
    return kind;
  }

  public void setKind(String kind) {
    this.kind = kind;
  }

  public String getCandidate() {
    return candidate;
  }

  public void setCandidate(String candidate) {
    this.candidate = candidate;
  }

  public long getCount() {
    return count;
  }

  public void setCount(long count) {
    this.count = count;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VoteCount that
        && count == that.count
        && Objects.equals(kind, that.kind)
        && Objects.equals(candidate, that.candidate);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, candidate, count);
  }

  @Override
  public String toString() {
    return kind + " " + candidate + "=" + count;
  }
}
