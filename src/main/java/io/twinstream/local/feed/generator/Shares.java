package io.twinstream.local.feed.generator;

import io.twinstream.error.UserError;

/**
 * How many of the generated records are not as they should be, each from 0 to 1.
 *
 * @param late made up to half an hour before they are sent
 * @param malformed cannot be read
 * @param duplicate sent before
 */
public record Shares(double late, double malformed, double duplicate) {
  /** Checks that they are shares. */
  public Shares {
    check("--late", late);
    check("--malformed", malformed);
    check("--duplicate", duplicate);
    if (malformed + duplicate > 1) {
      throw UserError.usage("--malformed and --duplicate: must not be more than 1 together");
    }
  }

  private static void check(String option, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw UserError.usage("%s %s: write a share of 0 to 1".formatted(option, share));
    }
  }
}
