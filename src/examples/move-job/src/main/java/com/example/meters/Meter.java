package com.example.meters;

import java.io.Serializable;

/** What is known of a meter. */
public class Meter implements Serializable {
  private static final long serialVersionUID = 1L;

  private long readings;
  private long total;

  /** Adds a reading. */
  public void add(long reading) {
    readings++;
    total += reading;
  }

  public long getReadings() {
    return readings;
  }

  public void setReadings(long readings) {
    this.readings = readings;
  }

  public long getTotal() {
    return total;
  }

  public void setTotal(long total) {
    this.total = total;
  }
}
