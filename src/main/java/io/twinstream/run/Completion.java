package io.twinstream.run;

import java.util.List;
import java.util.function.Predicate;

/**
 * How to make all rows of a batch from the changed ones: for a port that writes what has changed,
 * beside a classic job that writes its whole state with every batch.
 *
 * @param initial the rows before the first batch
 * @param removed tells of a changed row that its key is gone
 */
public record Completion<R>(List<R> initial, Predicate<R> removed) {}
