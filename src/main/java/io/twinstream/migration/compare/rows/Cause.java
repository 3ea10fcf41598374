package io.twinstream.migration.compare.rows;

import java.util.Optional;

/**
 * What may have made rows differ.
 *
 * @param kind what they look like
 * @param explanation the same in words, with figures, and where to look
 * @param rows how many differing rows it explains, at least
 * @param rule the call of the DStream API whose rule in {@code mapping.md} explains it
 */
record Cause(RowsKind kind, String explanation, long rows, Optional<String> rule) {}
