package io.twinstream.migration.compare.rows;

/** Other columns are compared than before, or as something else: what was read counts no more. */
public final class LayoutChanged extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LayoutChanged(String what) {
    super(what);
  }
}
