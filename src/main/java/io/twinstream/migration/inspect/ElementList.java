package io.twinstream.migration.inspect;

import java.util.List;

/** Elements that were written without a collection of their own. */
record ElementList(List<Object> values) {}
