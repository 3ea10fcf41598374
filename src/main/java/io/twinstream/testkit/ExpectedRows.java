package io.twinstream.testkit;

import java.util.List;

/** The rows of the batches {@code [from, until)}. */
record ExpectedRows(int from, int until, List<Object> rows) {}
