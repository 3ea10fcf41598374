package io.twinstream.run;

/**
 * The windows of the run that a savepoint is of.
 *
 * @param zeroTime they ended at this time plus multiples of the slide; 0 where that is not known;
 *     epoch milliseconds
 * @param written those that ended at or before this time were written, and nothing that comes
 *     belongs to them; epoch milliseconds
 */
public record WindowsBefore(long zeroTime, long written) {}
