package io.twinstream.migration.compare.rows;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_csv;
import static org.apache.spark.sql.functions.lit;

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
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A topic whose values are JSON objects, or CSV whose columns are given. All reads end at the
 * offsets of when it was opened.
 */
record KafkaEnd(
    String spec, KafkaAddress address, Optional<List<String>> columns, KafkaClientSettings client)
    implements End {
  private static final String VALUE = "value";
  private static final String WHERE =
      "concat('the value of partition ', `%s`, ', offset ', `%s`)"
          .formatted(EndRows.PARTITION, EndRows.OFFSET);

  static KafkaEnd parse(String spec, KafkaClientSettings client) {
    GivenColumns given = GivenColumns.of(spec);
    return new KafkaEnd(spec, KafkaAddress.parse(given.spec()), given.columns(), client);
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
      until = cluster.latest(partitions);
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
                col("partition").as(EndRows.PARTITION),
                col("offset").as(EndRows.OFFSET),
                col("timestamp").as(EndRows.ARRIVED),
                col(VALUE).cast("string").as(VALUE));
    List<String> notes = new ArrayList<>();
    Dataset<Row> values = records.filter(col(VALUE).isNotNull());
    long tombstones = records.filter(col(VALUE).isNull()).count();
    if (tombstones > 0) {
      notes.add("%s: %,d records without a value were left out".formatted(spec, tombstones));
    }
    Dataset<Row> parsed =
        columns.isPresent()
            ? values.withColumn(
                VALUE,
                from_csv(
                    col(VALUE),
                    lit(FolderEnd.csvSchema(columns.get()).toDDL()),
                    Map.of("mode", "FAILFAST")))
            : JsonValues.ofColumn(session, spec, values, VALUE, WHERE);
    return new EndRows(
        parsed.selectExpr(
            VALUE + ".*",
            "`%s`".formatted(EndRows.PARTITION),
            "`%s`".formatted(EndRows.OFFSET),
            "`%s`".formatted(EndRows.ARRIVED)),
        columns.isEmpty(),
        true,
        notes);
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

  private static String json(Map<TopicPartition, Long> offsets) {
    ObjectNode topics = new ObjectMapper().createObjectNode();
    offsets.forEach(
        (partition, offset) ->
            topics
                .withObject("/" + partition.topic())
                .put(Integer.toString(partition.partition()), offset));
    return topics.toString();
  }
}
