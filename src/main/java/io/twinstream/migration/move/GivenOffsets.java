package io.twinstream.migration.move;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * The next offset of each partition, as something other than a checkpoint has it.
 *
 * @param origin what it was, for people
 * @param offsets without the partitions of which it had none
 * @param notes what the one who starts from them must know
 */
public record GivenOffsets(String origin, Map<TopicPartition, Long> offsets, List<String> notes) {}
