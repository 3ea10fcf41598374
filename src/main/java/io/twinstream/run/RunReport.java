package io.twinstream.run;

import java.time.Duration;

/**
 * A finished run.
 *
 * @param batches batches completed
 * @param records records read, see {@link BatchStats#records}
 * @param took from the first batch to the last
 */
public record RunReport(long batches, long records, Duration took) {}
