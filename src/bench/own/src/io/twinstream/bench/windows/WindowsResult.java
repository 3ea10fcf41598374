package io.twinstream.bench.windows;

import io.twinstream.bench.shared.Attempt;
import io.twinstream.bench.shared.BatchResult;
import io.twinstream.bench.shared.BatchTimes;

/** What a contestant of {@code windows} took for its batches. */
public record WindowsResult(WindowsContestant contestant, Attempt<BatchTimes> attempt)
    implements BatchResult {}
