package io.twinstream.migration.compare.follow;

/** How the rows of a key differ. */
enum Kind {
  MISSING_LEFT("missing on the left"),
  MISSING_RIGHT("missing on the right"),
  CHANGED("changed"),
  MORE_LEFT("more often on the left"),
  MORE_RIGHT("more often on the right");

  private final String meaning;

  Kind(String meaning) {
    this.meaning = meaning;
  }

  String meaning() {
    return meaning;
  }
}
