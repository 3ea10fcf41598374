package io.twinstream.local.demo;

import java.io.PrintWriter;

/** What a demo found, as it is shown. */
public interface DemoReport {
  /** Tells whether all counts agree. */
  boolean isEqual();

  /**
   * @param took how long it ran
   */
  void print(PrintWriter out, String took);

  /** Returns the page of the same. */
  String html(String took);
}
