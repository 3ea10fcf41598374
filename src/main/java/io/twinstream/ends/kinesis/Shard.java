package io.twinstream.ends.kinesis;

import java.util.List;

/**
 * A shard that a stream has.
 *
 * @param parents that it was split from or merged of
 * @param isOpen whether records are still written to it
 */
record Shard(String name, List<String> parents, boolean isOpen) {}
