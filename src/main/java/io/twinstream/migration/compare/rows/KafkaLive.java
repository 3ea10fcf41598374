package io.twinstream.migration.compare.rows;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_csv;
import static org.apache.spark.sql.functions.lit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A topic that is read from where it was left. The types of JSON are those that fit all records so
 * far; those of CSV and Avro are given.
 */
final class KafkaLive implements LiveEnd {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VALUE = "value";
  private static final String WHERE =
      "concat('the value of partition ', `%s`, ', offset ', `%s`)"
          .formatted(EndRows.PARTITION, EndRows.OFFSET);
  private static final StructType RECORD =
      new StructType()
          .add(EndRows.PARTITION, DataTypes.IntegerType)
          .add(EndRows.OFFSET, DataTypes.LongType)
          .add(EndRows.ARRIVED, DataTypes.TimestampType)
          .add(VALUE, DataTypes.StringType);

  private final KafkaEnd end;
  private final boolean isLog;
  private final Optional<List<String>> columns;
  private final Optional<AvroValues> avro;
  private final Optional<AvroToJson> decoder;
  private final boolean isGiven;
  private final TopicReader reader;
  private StructType schema = new StructType();

  /** Fields that had nothing but null: what their type is nobody knows. */
  private final Set<String> untyped = new HashSet<>();

  private List<ConsumerRecord<String, byte[]>> peeked = List.of();
  private String before;
  private long untold;

  KafkaLive(KafkaEnd end, boolean isLog) {
    this.end = end;
    this.isLog = isLog;
    this.reader = new TopicReader(end.spec(), end.address(), end.client());
    columns =
        Optional.of(end.values())
            .filter(TopicValues.Csv.class::isInstance)
            .map(csv -> ((TopicValues.Csv) csv).columns());
    avro =
        Optional.of(end.values()).filter(AvroValues.class::isInstance).map(AvroValues.class::cast);
    columns.ifPresent(names -> schema = FolderEnd.csvSchema(names));
    avro.ifPresent(values -> schema = values.type());
    decoder = avro.map(AvroValues::decoder);
    isGiven = !schema.isEmpty();
  }

  @Override
  public boolean isIncremental() {
    return true;
  }

  @Override
  public void resume(String position, String known) {
    peeked = List.of();
    reader.resume(position);
    if (!isGiven) {
      untyped.clear();
      schema = new StructType();
      if (known != null) {
        String[] kept = known.split("\n", -1);
        schema = (StructType) DataType.fromJson(kept[0]);
        untyped.addAll(List.of(kept).subList(1, kept.length));
      }
    }
  }

  @Override
  public String columns() {
    return schema.isEmpty()
        ? null
        : Stream.concat(Stream.of(schema.json()), untyped.stream())
            .collect(Collectors.joining("\n"));
  }

  @Override
  public Optional<EndRows> shape(SparkSession session) {
    if (schema.isEmpty()) {
      if (peeked.isEmpty()) {
        peek();
      }
      learn(session, peeked);
    }
    return schema.isEmpty() ? Optional.empty() : Optional.of(rows(session, List.of(), List.of()));
  }

  private void peek() {
    reader.look();
    before = reader.position();
    peeked = reader.chunk();
  }

  @Override
  public boolean scan(
      SparkSession session, Side side, Planner planner, OptionalLong low, LiveRows.Sink sink) {
    if (peeked.isEmpty()) {
      peek();
    }
    while (!peeked.isEmpty()) {
      List<ConsumerRecord<String, byte[]>> records = peeked;
      try {
        learn(session, records);
        take(session, side, planner, records, sink);
      } catch (RuntimeException e) {
        // They are read again.
        peeked = List.of();
        reader.resume(before);
        throw e;
      }
      before = reader.position();
      peeked = reader.chunk();
    }
    return true;
  }

  private void take(
      SparkSession session,
      Side side,
      Planner planner,
      List<ConsumerRecord<String, byte[]>> records,
      LiveRows.Sink sink) {
    Plan plan = planner.plan(rows(session, List.of(), List.of()));
    List<ConsumerRecord<String, byte[]>> taken = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      String value =
          record.value() != null
              ? text(record)
              : isLog ? null : keyAsValue(plan, side, record.key());
      if (value == null) {
        untold++;
      } else {
        taken.add(record);
        values.add(value);
      }
    }
    int keys = plan.layout().key().size();
    List<Row> flat = new FlatRows(plan).flat(side, rows(session, taken, values)).collectAsList();
    List<LiveRow> rows = new ArrayList<>();
    for (int i = 0; i < flat.size(); i++) {
      Flat row = FlatRows.flat(flat.get(i), keys);
      rows.add(
          taken.get(i).value() != null
              ? LiveRow.of(row, 1)
              : new LiveRow(
                  row.time(), row.partition(), row.arrived(), 0, true, row.key(), row.values()));
    }
    sink.accept(rows, reader.position());
  }

  /** Returns the value of a record that has one: a line of CSV, or JSON. */
  private String text(ConsumerRecord<String, byte[]> record) {
    if (decoder.isEmpty()) {
      return new String(record.value(), StandardCharsets.UTF_8);
    }
    String json = decoder.get().json(record.value());
    if (json == null) {
      throw avro.orElseThrow()
          .notOne(
              "%s: the value of partition %d, offset %d"
                  .formatted(end.spec(), record.partition(), record.offset()),
              record.value());
    }
    return json;
  }

  /**
   * Returns the key of a record without a value as the columns of a key; null if it has not them.
   */
  private String keyAsValue(Plan plan, Side side, String key) {
    List<String> names = plan.keyNames(side);
    if (key == null) {
      return null;
    }
    JsonNode node = null;
    try {
      node = JSON.readTree(key);
    } catch (JsonProcessingException noJson) {
      // It is text.
    }
    if (columns.isPresent()) {
      return names.size() != 1
          ? null
          : columns.get().stream()
              .map(each -> each.equals(names.get(0)) ? '"' + key.replace("\"", "\\\"") + '"' : "")
              .collect(Collectors.joining(","));
    }
    if (node != null && node.isObject()) {
      return names.stream().allMatch(node::has) ? key : null;
    }
    if (names.size() != 1) {
      return null;
    }
    boolean isText = schema.apply(names.get(0)).dataType() instanceof StringType;
    ObjectNode value = JSON.createObjectNode();
    if (node == null || node.isMissingNode() || isText && !node.isTextual()) {
      value.put(names.get(0), key);
    } else {
      value.set(names.get(0), node);
    }
    return value.toString();
  }

  /** Has the schema fit these records too. */
  private void learn(SparkSession session, List<ConsumerRecord<String, byte[]>> records) {
    List<ConsumerRecord<String, byte[]>> valued =
        records.stream().filter(each -> each.value() != null).toList();
    if (isGiven || valued.isEmpty()) {
      return;
    }
    Dataset<Row> rows = records(session, valued, valued.stream().map(this::text).toList());
    StructType found =
        JsonValues.schema(session, end.spec(), rows, VALUE, WHERE, Witness.of(schema, untyped));
    List<String> names = List.of(found.fieldNames());
    for (StructField field : schema.fields()) {
      if (!names.contains(field.name())) {
        found = found.add(field);
      }
    }
    for (StructField field : found.fields()) {
      if (!(field.dataType() instanceof StringType)) {
        untyped.remove(field.name());
      } else if (!Arrays.asList(schema.fieldNames()).contains(field.name())) {
        untyped.add(field.name());
      }
    }
    schema = found;
    if (!untyped.isEmpty()) {
      Row most =
          JsonValues.parsed(rows, VALUE, schema)
              .agg(
                  lit(0),
                  untyped.stream()
                      .map(name -> functions.count(col(VALUE).getField(name)))
                      .toArray(Column[]::new))
              .head();
      List<String> asked = List.copyOf(untyped);
      for (int i = 0; i < asked.size(); i++) {
        if (most.getLong(i + 1) > 0) {
          untyped.remove(asked.get(i));
        }
      }
    }
  }

  private EndRows rows(
      SparkSession session, List<ConsumerRecord<String, byte[]>> records, List<String> values) {
    Dataset<Row> rows = records(session, records, values);
    Dataset<Row> parsed =
        columns.isPresent()
            ? rows.withColumn(
                VALUE, from_csv(col(VALUE), lit(schema.toDDL()), Map.of("mode", "FAILFAST")))
            : JsonValues.parsed(rows, VALUE, schema);
    return new EndRows(
        parsed.selectExpr(
            VALUE + ".*",
            "`%s`".formatted(EndRows.PARTITION),
            "`%s`".formatted(EndRows.OFFSET),
            "`%s`".formatted(EndRows.ARRIVED)),
        end.values().areTyped(),
        true,
        List.of());
  }

  private Dataset<Row> records(
      SparkSession session, List<ConsumerRecord<String, byte[]>> records, List<String> values) {
    List<Row> rows = new ArrayList<>(records.size());
    for (int i = 0; i < records.size(); i++) {
      ConsumerRecord<String, byte[]> record = records.get(i);
      rows.add(
          RowFactory.create(
              reader.number(record),
              record.offset(),
              new Timestamp(record.timestamp()),
              values.get(i)));
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    return session.createDataFrame(context.parallelize(rows, context.defaultParallelism()), RECORD);
  }

  /** Returns how many records without a value were left out. */
  long untold() {
    return untold;
  }

  long gone() {
    return reader.gone();
  }

  @Override
  public void close() {
    reader.close();
  }
}
