package io.twinstream.migration.compare.rows;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.ends.kafka.KafkaAddress;
import io.twinstream.ends.kafka.KafkaClientSettings;
import io.twinstream.ends.kafka.KafkaCluster;
import io.twinstream.error.UserError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Topics. All reads end at the offsets of when they were opened, and before a transaction that was
 * open then.
 *
 * @param isLog whether every row counts; else a record without a value deletes those of its key
 */
record KafkaEnd(
    String spec,
    KafkaAddress address,
    TopicValues values,
    KafkaClientSettings client,
    boolean isLog)
    implements End {
  private static final String VALUE = TopicValues.VALUE;
  private static final String TOPIC = "topic";
  private static final String KEY = "key";

  static KafkaEnd parse(String spec, KafkaClientSettings client, boolean isLog) {
    TopicValues.Of of = TopicValues.parse(spec);
    return new KafkaEnd(spec, KafkaAddress.parse(of.spec()), of.values(), client, isLog);
  }

  @Override
  public EndRows read(SparkSession session) {
    Map<TopicPartition, Long> from;
    Map<TopicPartition, Long> until;
    try (KafkaCluster cluster = KafkaCluster.connect(address.servers(), client)) {
      Set<String> there = cluster.topics();
      for (String topic : address.topics()) {
        if (!there.contains(topic)) {
          throw UserError.usage(
              "%s: there is no topic '%s': there are %s".formatted(spec, topic, there));
        }
      }
      Set<TopicPartition> partitions = cluster.partitions(address.topics());
      from = cluster.earliest(partitions);
      until = cluster.stable(partitions);
    }
    Dataset<Row> records =
        session
            .read()
            .format("kafka")
            .options(options())
            .option("startingOffsets", json(from))
            .option("endingOffsets", json(until))
            .load()
            .select(
                col(TOPIC),
                col(KEY),
                col("partition").as(EndRows.PARTITION),
                col("offset").as(EndRows.OFFSET),
                col("timestamp").as(EndRows.ARRIVED),
                col(VALUE));
    List<String> notes = new ArrayList<>();
    Dataset<Row> parsed = values.parsed(session, spec, withValue(records, notes));
    return new EndRows(
        parsed.selectExpr(
            VALUE + ".*",
            "`%s`".formatted(EndRows.PARTITION),
            "`%s`".formatted(EndRows.OFFSET),
            "`%s`".formatted(EndRows.ARRIVED)),
        values.areTyped(),
        true,
        notes);
  }

  /** Returns the records that have a value, and that no later record without one has deleted. */
  private Dataset<Row> withValue(Dataset<Row> records, List<String> notes) {
    Dataset<Row> there = records.filter(col(VALUE).isNotNull());
    Dataset<Row> tombstones = records.filter(col(VALUE).isNull());
    long count = tombstones.count();
    if (count == 0) {
      return there;
    }
    if (isLog) {
      notes.add("%s: %,d records without a value were left out".formatted(spec, count));
      return there;
    }
    notes.add(
        "%s: %,d records without a value: the records before them with their key are deleted"
            .formatted(spec, count));
    String gone = "gone";
    Dataset<Row> deleted =
        tombstones
            .filter(col(KEY).isNotNull())
            .groupBy(TOPIC, EndRows.PARTITION, KEY)
            .agg(max(EndRows.OFFSET).as(gone))
            .toDF("in " + TOPIC, "in " + EndRows.PARTITION, "of " + KEY, gone);
    return there.join(
        deleted,
        col(TOPIC)
            .equalTo(col("in " + TOPIC))
            .and(col(EndRows.PARTITION).equalTo(col("in " + EndRows.PARTITION)))
            .and(col(KEY).equalTo(col("of " + KEY)))
            .and(col(EndRows.OFFSET).lt(col(gone))),
        "left_anti");
  }

  private Map<String, String> options() {
    Map<String, String> options = new HashMap<>();
    client.properties().forEach((name, value) -> options.put("kafka." + name, value));
    options.put("kafka.bootstrap.servers", address.servers());
    options.put("subscribe", String.join(",", address.topics()));
    // What a transaction took back was never written.
    options.put("kafka.isolation.level", "read_committed");
    return options;
  }

  /** Returns offsets as Spark's Kafka source takes them. */
  static String json(Map<TopicPartition, Long> offsets) {
    ObjectNode topics = new ObjectMapper().createObjectNode();
    offsets.forEach(
        (partition, offset) ->
            topics
                .withObject("/" + partition.topic())
                .put(Integer.toString(partition.partition()), offset));
    return topics.toString();
  }
}
