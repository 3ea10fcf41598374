package io.twinstream.jobs.accesslog;

import java.io.Serializable;
import java.util.Objects;

/**
 * What a line of the log counts for: a kind, {@value #STATUS} or {@value #ENDPOINT}, and a name. An
 * ordinary class with string fields, as Spark's Kryo reads no records and an enum's hash code
 * differs from process to process.
 */
public final class Subject implements Serializable {
  static final String STATUS = "status";
  static final String ENDPOINT = "endpoint";

  private static final long serialVersionUID = 1L;

  private String kind;
  private String name;

  /** For {@code Encoders.bean}. */
  public Subject() {}

  private Subject(String kind, String name) {
    this.kind = kind;
    this.name = name;
  }

  static Subject status(String status) {
    return new Subject(STATUS, status);
  }

  static Subject endpoint(String path) {
    return new Subject(ENDPOINT, path);
  }

  /** Returns the row of one that counts so often, without a rank. */
  AccessCount counted(long count) {
    return new AccessCount(kind, name, 0, count);
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

  @Override
  public boolean equals(Object other) {
    return other instanceof Subject that && kind.equals(that.kind) && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, name);
  }

  @Override
  public String toString() {
    return kind + " " + name;
  }
}
