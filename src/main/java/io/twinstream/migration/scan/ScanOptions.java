package io.twinstream.migration.scan;

import java.util.List;

/**
 * What a scan is asked for beyond its paths.
 *
 * @param packages the packages of the application, dotted: all other classes are libraries; empty
 *     if that is to be judged
 * @param rules the rules to judge by
 */
public record ScanOptions(List<String> packages, Rules rules) {
  /** Nothing is asked for. */
  public static final ScanOptions USUAL = new ScanOptions(List.of(), Rules.all());

  /** Makes a copy of the list. */
  public ScanOptions {
    packages = List.copyOf(packages);
  }
}
