package io.twinstream.jobs.accesslog;

import java.io.Serializable;
import java.util.Objects;

/**
 * How often something was asked for in a batch: {@code kind}, {@code status} or {@code endpoint};
 * {@code name}, the status or the path; {@code rank}, of an endpoint from 1 on, of a status 0;
 * {@code count} (at least 1).
 */
public final class AccessCount implements Serializable {
  private static final long serialVersionUID = 1L;

  private String kind;
  private String name;
  private int rank;
  private long count;

  /** For {@code Encoders.bean}. */
  public AccessCount() {}

  public AccessCount(String kind, String name, int rank, long count) {
    this.kind = kind;
    this.name = name;
    this.rank = rank;
    this.count = count;
  }

  /** Returns the same at a place among the endpoints, from 0 on. */
  AccessCount at(long place) {
    return new AccessCount(kind, name, (int) place + 1, count);
  }

  /** Tells whether it is that of an endpoint. */
  boolean isEndpoint() {
    return kind.equals(Subject.ENDPOINT);
  }

  public String getKind() {
    return kind;
  }

  public void setKind(String kind) {
    this.kind = kind;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public int getRank() {
    return rank;
  }

  public void setRank(int rank) {
    this.rank = rank;
  }

  public long getCount() {
    return count;
  }

  public void setCount(long count) {
    this.count = count;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AccessCount that
        && rank == that.rank
        && count == that.count
        && Objects.equals(kind, that.kind)
        && Objects.equals(name, that.name);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, name, rank, count);
  }

  @Override
  public String toString() {
    return kind + " " + name + " #" + rank + "=" + count;
  }
}
