package io.twinstream.migration.inspect;

/**
 * What one object graph of a stream may take.
 *
 * @param bytes bytes of the stream
 * @param values values, fields and class levels; each takes less than 100 bytes of memory
 * @param depth objects within objects
 */
record Limits(long bytes, long values, int depth) {
  private static final long MEBIBYTE = 1L << 20;

  /** A DStream checkpoint: kilobytes to a few megabytes, also with thousands of files in it. */
  public static final Limits CHECKPOINT = new Limits(128 * MEBIBYTE, 4_000_000, 5_000);

  /** A record of state; mapWithState writes all keys of a partition as one record. */
  public static Limits ofState() {
    return new Limits(Long.MAX_VALUE, Runtime.getRuntime().maxMemory() / 100, 500);
  }
}
