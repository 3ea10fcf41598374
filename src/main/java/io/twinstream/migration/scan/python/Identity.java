package io.twinstream.migration.scan.python;

/** A piece of syntax as a key: two that look the same are still two. */
record Identity(Object syntax) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Identity same && same.syntax == syntax;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(syntax);
  }
}
