package io.twinstream.migration.compare.follow;

/**
 * Which row it is: its time and key, of a log its values too. As bytes sorted by time.
 *
 * @param values of a log; else null
 */
record Id(long time, String[] key, String[] values) {
  byte[] bytes() {
    Packed.Writer packed = new Packed.Writer().sorted(time).texts(key);
    return values == null ? packed.bytes() : packed.texts(values).bytes();
  }

  static Id of(byte[] bytes, boolean isLog) {
    Packed.Reader packed = new Packed.Reader(bytes);
    return new Id(packed.sorted(), packed.texts(), isLog ? packed.texts() : null);
  }

  static long time(byte[] bytes) {
    return new Packed.Reader(bytes).sorted();
  }

  /** Returns what all of that time and later ones begin after. */
  static byte[] from(long time) {
    return new Packed.Writer().sorted(time).bytes();
  }
}
