package examples;

import java.nio.ByteBuffer;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.Optional;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.api.java.function.Function3;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapGroupsFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.GroupState;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.State;
import org.apache.spark.streaming.StateSpec;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaDStreamLike;
import org.apache.spark.streaming.api.java.JavaInputDStream;
import org.apache.spark.streaming.api.java.JavaMapWithStateDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaReceiverInputDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.api.java.JavaStreamingListener;
import org.apache.spark.streaming.api.java.JavaStreamingListenerBatchCompleted;
import org.apache.spark.streaming.api.java.JavaStreamingListenerStreamingStarted;
import org.apache.spark.streaming.dstream.ConstantInputDStream;
import org.apache.spark.streaming.dstream.DStream;
import org.apache.spark.streaming.dstream.InputDStream;
import org.apache.spark.streaming.dstream.PairDStreamFunctions;
import org.apache.spark.streaming.dstream.ReceiverInputDStream;
import org.apache.spark.streaming.kafka010.CanCommitOffsets;
import org.apache.spark.streaming.kafka010.ConsumerStrategies;
import org.apache.spark.streaming.kafka010.ConsumerStrategy;
import org.apache.spark.streaming.kafka010.HasOffsetRanges;
import org.apache.spark.streaming.kafka010.KafkaUtils;
import org.apache.spark.streaming.kafka010.LocationStrategies;
import org.apache.spark.streaming.kafka010.LocationStrategy;
import org.apache.spark.streaming.kafka010.OffsetRange;
import org.apache.spark.streaming.kafka010.PerPartitionConfig;
import org.apache.spark.streaming.receiver.Receiver;
import org.apache.spark.streaming.scheduler.StatsReportListener;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchStarted;
import org.apache.spark.streaming.scheduler.StreamingListenerReceiverError;
import org.apache.spark.streaming.scheduler.StreamingListenerStreamingStarted;
import scala.Tuple2;
import scala.collection.mutable.ArrayBuffer;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * One pair of methods for a rule of the scanner: the first must give its finding, the second none.
 * The page mapping.md shows their bodies.
 */
@SuppressWarnings({"unused", "deprecation"})
final class JavaExamples {
  private static final ClassTag<String> STRINGS = ClassTag$.MODULE$.apply(String.class);
  private static final ClassTag<Long> LONGS = ClassTag$.MODULE$.apply(Long.class);

  private JavaStreamingContext context;
  private StreamingContext scalaContext;
  private SparkConf conf;
  private JavaReceiverInputDStream<String> lines;
  private JavaDStream<String> words;
  private JavaDStream<Long> numbers;
  private JavaDStreamLike<String, ?, ?> anyStream;
  private JavaPairDStream<String, Long> pairs;
  private JavaMapWithStateDStream<String, Long, Long, Long> totals;
  private JavaInputDStream<ConsumerRecord<String, String>> stream;
  private JavaRDD<String> rdd;
  private JavaPairRDD<String, Long> pairRdd;
  private StateSpec<String, Long, Long, Long> spec;
  private State<Long> state;
  private org.apache.spark.streaming.scheduler.BatchInfo batchInfo;
  private org.apache.spark.streaming.api.java.JavaBatchInfo javaBatchInfo;
  private org.apache.spark.streaming.scheduler.StreamInputInfo inputInfo;
  private org.apache.spark.streaming.api.java.JavaStreamInputInfo javaInputInfo;
  private org.apache.spark.streaming.scheduler.OutputOperationInfo outputInfo;
  private org.apache.spark.streaming.api.java.JavaOutputOperationInfo javaOutputInfo;
  private org.apache.spark.streaming.DStreamGraph graph;
  private org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted scalaBatchCompleted;
  private org.apache.spark.streaming.api.java.JavaStreamingListenerBatchCompleted javaBatchCompleted;
  private org.apache.spark.streaming.scheduler.StreamingListenerBatchStarted scalaBatchStarted;
  private org.apache.spark.streaming.api.java.JavaStreamingListenerBatchStarted javaBatchStarted;
  private org.apache.spark.streaming.scheduler.StreamingListenerBatchSubmitted scalaBatchSubmitted;
  private org.apache.spark.streaming.api.java.JavaStreamingListenerBatchSubmitted javaBatchSubmitted;
  private org.apache.spark.streaming.scheduler.StreamingListenerOutputOperationCompleted scalaOutputOperationCompleted;
  private org.apache.spark.streaming.api.java.JavaStreamingListenerOutputOperationCompleted javaOutputOperationCompleted;
  private org.apache.spark.streaming.scheduler.StreamingListenerOutputOperationStarted scalaOutputOperationStarted;
  private org.apache.spark.streaming.api.java.JavaStreamingListenerOutputOperationStarted javaOutputOperationStarted;
  private org.apache.spark.streaming.scheduler.StreamingListenerStreamingStarted scalaStreamingStarted;
  private org.apache.spark.streaming.api.java.JavaStreamingListenerStreamingStarted javaStreamingStarted;
  private org.apache.spark.streaming.Checkpoint checkpoint;
  private org.apache.spark.streaming.receiver.BlockGenerator blocks;
  private Function3<String, Optional<Long>, State<Long>, Long> step;
  private Function2<List<Long>, Optional<Long>, Optional<Long>> total;
  private Receiver<String> receiver;
  private StreamingListener listener;
  private LocationStrategy location;
  private ConsumerStrategy<String, String> consumer;
  private Map<String, Object> params;
  private Set<String> topics;
  private OffsetRange[] ranges;
  private OffsetRange range;
  private DStream<String> scalaStream;
  private InputDStream<String> source;
  private ReceiverInputDStream<String> received;
  private PerPartitionConfig rates;

  private SparkSession spark;
  private Dataset<String> text;
  private Dataset<Row> rows;
  private KeyValueGroupedDataset<String, Row> grouped;
  private KeyValueGroupedDataset<String, Long> initial;
  private FlatMapGroupsWithStateFunction<String, Row, Long, Long> count;
  private GroupState<Long> groupState;
  private StreamingQuery query;
  private StreamingQueryListener queryListener;
  private PartitionReader<String> reader;

  /** So that an example can extend it and override one method only. */
  abstract static class Never extends Receiver<String> {
    Never() {
      super(StorageLevel.MEMORY_ONLY());
    }

    @Override
    public void onStart() {}

    @Override
    public void onStop() {}
  }

  private static void batches(Dataset<Row> rows, VoidFunction2<Dataset<Row>, Long> output) {
    rows.writeStream().foreachBatch(output);
  }

  private static StreamingQuery query(DataStreamWriter<Row> writer) throws Exception {
    return writer.start();
  }

  // rule: api.java.JavaStreamingContext.<init>(String)
  void before1() throws Exception {
    new JavaStreamingContext("/cp");
  }

  void after1() throws Exception {
    query(rows.writeStream().option("checkpointLocation", "/cp"));
  }

  // rule: api.java.JavaStreamingContext.<init>(String,Configuration)
  void before2() throws Exception {
    new JavaStreamingContext("/cp", new Configuration());
  }

  void after2() throws Exception {
    query(rows.writeStream().option("checkpointLocation", "/cp"));
  }

  // rule: api.java.JavaStreamingContext.<init>(StreamingContext)
  void before3() throws Exception {
    new JavaStreamingContext(scalaContext);
  }

  void after3() throws Exception {
    SparkSession.builder().getOrCreate();
  }

  // rule: api.java.JavaStreamingContext.<init>
  void before4() throws Exception {
    new JavaStreamingContext(conf, Durations.seconds(1));
  }

  void after4() throws Exception {
    rows.writeStream().trigger(Trigger.ProcessingTime("1 second"));
  }

  // rule: api.java.JavaStreamingContext.getOrCreate(_,_,_,boolean)
  void before5() throws Exception {
    JavaStreamingContext.getOrCreate("/cp", () -> context, new Configuration(), false);
  }

  void after5() throws Exception {
    query(rows.writeStream().option("checkpointLocation", "/cp"));
  }

  // rule: api.java.JavaStreamingContext.getOrCreate
  void before6() throws Exception {
    JavaStreamingContext.getOrCreate("/cp", () -> context);
  }

  void after6() throws Exception {
    query(rows.writeStream().option("checkpointLocation", "/cp"));
  }

  // rule: api.java.JavaStreamingContext.ssc()
  void before7() throws Exception {
    context.ssc();
  }

  void after7() throws Exception {
    spark.sparkContext();
  }

  // rule: api.java.JavaStreamingContext.sparkContext()
  void before8() throws Exception {
    context.sparkContext();
  }

  void after8() throws Exception {
    spark.sparkContext();
  }

  // rule: api.java.JavaStreamingContext.checkpoint(String)
  void before9() throws Exception {
    context.checkpoint("/cp");
  }

  void after9() throws Exception {
    spark.conf().set("spark.sql.streaming.checkpointLocation", "/cp");
  }

  // rule: api.java.JavaStreamingContext.remember(Duration)
  void before10() throws Exception {
    context.remember(Durations.minutes(1));
  }

  // rule: api.java.JavaStreamingContext.socketTextStream
  void before11() throws Exception {
    context.socketTextStream("host", 9999);
  }

  void after11() throws Exception {
    spark.readStream().format("socket").option("host", "host").option("port", 9999).load();
  }

  // rule: api.java.JavaStreamingContext.socketStream
  void before12() throws Exception {
    context.socketStream("host", 9999, in -> List.of(in.read()), StorageLevel.MEMORY_ONLY());
  }

  // rule: api.java.JavaStreamingContext.rawSocketStream
  void before13() throws Exception {
    context.rawSocketStream("host", 9999);
  }

  // rule: api.java.JavaStreamingContext.textFileStream(String)
  void before14() throws Exception {
    context.textFileStream("/in");
  }

  void after14() throws Exception {
    spark.readStream().text("/in");
  }

  // rule: api.java.JavaStreamingContext.fileStream
  void before15() throws Exception {
    context.fileStream("/in", LongWritable.class, Text.class, TextInputFormat.class);
  }

  void after15() throws Exception {
    spark.readStream().format("text").option("pathGlobFilter", "*.log").load("/in");
  }

  // rule: api.java.JavaStreamingContext.binaryRecordsStream
  void before16() throws Exception {
    context.binaryRecordsStream("/in", 16);
  }

  void after16() throws Exception {
    spark.readStream().format("binaryFile").load("/in");
  }

  // rule: api.java.JavaStreamingContext.queueStream
  void before17() throws Exception {
    context.queueStream(new LinkedList<JavaRDD<String>>());
  }

  void after17() throws Exception {
    spark.readStream().format("rate-micro-batch").option("rowsPerBatch", 10).load();
  }

  // rule: api.java.JavaStreamingContext.receiverStream
  void before18() throws Exception {
    context.receiverStream(receiver);
  }

  void after18() throws Exception {
    spark.readStream().format("twinstream-receiver").option("class", "com.acme.MyReceiver").load();
  }

  // rule: api.java.JavaStreamingContext.union
  void before19() throws Exception {
    context.union(words, lines);
  }

  void after19() throws Exception {
    text.union(text);
  }

  // rule: api.java.JavaStreamingContext.transform
  void before20() throws Exception {
    context.transform(List.<JavaDStream<?>>of(words), (rdds, time) -> rdds.get(0));
  }

  void after20() throws Exception {
    batches(rows, (batch, id) -> batch.filter("input = 1").join(batch.filter("input = 2"), "key"));
  }

  // rule: api.java.JavaStreamingContext.transformToPair
  void before21() throws Exception {
    context.transformToPair(List.<JavaDStream<?>>of(words), (rdds, time) -> pairRdd);
  }

  void after21() throws Exception {
    batches(rows, (batch, id) -> batch.filter("input = 1").join(batch.filter("input = 2"), "key"));
  }

  // rule: api.java.JavaStreamingContext.addStreamingListener
  void before22() throws Exception {
    context.addStreamingListener(listener);
  }

  void after22() throws Exception {
    spark.streams().addListener(queryListener);
  }

  // rule: api.java.JavaStreamingContext.getState()
  void before23() throws Exception {
    context.getState();
  }

  void after23() throws Exception {
    query.status();
  }

  // rule: api.java.JavaStreamingContext.start()
  void before24() throws Exception {
    context.start();
  }

  void after24() throws Exception {
    rows.writeStream().format("console").start();
  }

  // rule: api.java.JavaStreamingContext.awaitTermination()
  void before25() throws Exception {
    context.awaitTermination();
  }

  void after25() throws Exception {
    spark.streams().awaitAnyTermination();
  }

  // rule: api.java.JavaStreamingContext.awaitTerminationOrTimeout(long)
  void before26() throws Exception {
    context.awaitTerminationOrTimeout(1000);
  }

  void after26() throws Exception {
    query.awaitTermination(1000);
  }

  // rule: api.java.JavaStreamingContext.stop
  void before27() throws Exception {
    context.stop(true, true);
  }

  void after27() throws Exception {
    query.stop();
  }

  // rule: api.java.JavaStreamingContext.close()
  void before28() throws Exception {
    context.close();
  }

  void after28() throws Exception {
    query.stop();
  }

  // rule: api.java.JavaStreamingContext.jarOfClass
  void before29() throws Exception {
    JavaStreamingContext.jarOfClass(String.class);
  }

  // rule: api.java.JavaDStreamLike.map
  void before30() throws Exception {
    words.map(String::length);
  }

  void after30() throws Exception {
    text.map((MapFunction<String, Integer>) String::length, Encoders.INT());
  }

  // rule: api.java.JavaDStreamLike.flatMap
  void before31() throws Exception {
    lines.flatMap(line -> List.of(line.split(" ")).iterator());
  }

  void after31() throws Exception {
    text.flatMap((FlatMapFunction<String, String>) line -> List.of(line.split(" ")).iterator(), Encoders.STRING());
  }

  // rule: api.java.JavaDStreamLike.mapPartitions
  void before32() throws Exception {
    words.mapPartitions(words -> words);
  }

  void after32() throws Exception {
    text.mapPartitions((MapPartitionsFunction<String, String>) words -> words, Encoders.STRING());
  }

  // rule: api.java.JavaDStreamLike.mapToPair
  void before33() throws Exception {
    words.mapToPair(word -> new Tuple2<>(word, 1L));
  }

  void after33() throws Exception {
    text.selectExpr("value AS key", "1 AS value");
  }

  // rule: api.java.JavaDStreamLike.flatMapToPair
  void before34() throws Exception {
    words.flatMapToPair(word -> List.of(new Tuple2<>(word, 1L)).iterator());
  }

  void after34() throws Exception {
    text.selectExpr("explode(split(value, ' ')) AS key", "1 AS value");
  }

  // rule: api.java.JavaDStreamLike.mapPartitionsToPair
  void before35() throws Exception {
    words.mapPartitionsToPair(words -> List.of(new Tuple2<>("all", 1L)).iterator());
  }

  void after35() throws Exception {
    text.selectExpr("value AS key", "1 AS value");
  }

  // rule: api.java.JavaDStream.filter
  void before36() throws Exception {
    words.filter(word -> !word.isEmpty());
  }

  void after36() throws Exception {
    text.filter((FilterFunction<String>) word -> !word.isEmpty());
  }

  // rule: api.java.JavaPairDStream.filter
  void before37() throws Exception {
    pairs.filter(pair -> pair._2() > 1);
  }

  void after37() throws Exception {
    rows.filter("value > 1");
  }

  // rule: api.java.JavaDStreamLike.glom()
  void before38() throws Exception {
    words.glom();
  }

  void after38() throws Exception {
    text.mapPartitions((MapPartitionsFunction<String, String>) words -> words, Encoders.STRING());
  }

  // rule: api.java.JavaDStream.repartition
  void before39() throws Exception {
    words.repartition(4);
  }

  void after39() throws Exception {
    rows.repartition(4);
  }

  // rule: api.java.JavaDStream.union
  void before40() throws Exception {
    words.union(words);
  }

  void after40() throws Exception {
    rows.union(rows);
  }

  // rule: api.java.JavaDStream.cache
  void before41() throws Exception {
    words.cache();
  }

  void after41() throws Exception {
    batches(rows, (batch, id) -> batch.persist());
  }

  // rule: api.java.JavaDStream.persist
  void before42() throws Exception {
    words.persist(StorageLevel.MEMORY_ONLY());
  }

  void after42() throws Exception {
    batches(rows, (batch, id) -> batch.persist());
  }

  // rule: api.java.JavaDStream.window
  void before43() throws Exception {
    words.window(Durations.minutes(1), Durations.seconds(10));
  }

  void after43() throws Exception {
    rows.groupBy(functions.window(rows.col("time"), "1 minute", "10 seconds")).agg(functions.collect_list("value"));
  }

  // rule: api.java.JavaPairDStream.repartition
  void before44() throws Exception {
    pairs.repartition(4);
  }

  void after44() throws Exception {
    rows.repartition(4);
  }

  // rule: api.java.JavaPairDStream.union
  void before45() throws Exception {
    pairs.union(pairs);
  }

  void after45() throws Exception {
    rows.union(rows);
  }

  // rule: api.java.JavaPairDStream.cache
  void before46() throws Exception {
    pairs.cache();
  }

  void after46() throws Exception {
    batches(rows, (batch, id) -> batch.persist());
  }

  // rule: api.java.JavaPairDStream.persist
  void before47() throws Exception {
    pairs.persist(StorageLevel.MEMORY_ONLY());
  }

  void after47() throws Exception {
    batches(rows, (batch, id) -> batch.persist());
  }

  // rule: api.java.JavaPairDStream.window
  void before48() throws Exception {
    pairs.window(Durations.minutes(1), Durations.seconds(10));
  }

  void after48() throws Exception {
    rows.groupBy(functions.window(rows.col("time"), "1 minute", "10 seconds")).agg(functions.collect_list("value"));
  }

  // rule: api.java.JavaDStreamLike.checkpoint(Duration)
  void before49() throws Exception {
    words.checkpoint(Durations.seconds(10));
  }

  // rule: api.java.JavaDStreamLike.count()
  void before50() throws Exception {
    words.count();
  }

  void after50() throws Exception {
    batches(rows, (batch, id) -> batch.count());
  }

  // rule: api.java.JavaDStreamLike.countByValue
  void before51() throws Exception {
    words.countByValue();
  }

  void after51() throws Exception {
    batches(rows, (batch, id) -> batch.groupBy("value").count());
  }

  // rule: api.java.JavaDStreamLike.reduce
  void before52() throws Exception {
    words.reduce((a, b) -> a + b);
  }

  void after52() throws Exception {
    batches(rows, (batch, id) -> batch.agg(functions.max("value")));
  }

  // rule: api.java.JavaDStreamLike.countByWindow
  void before53() throws Exception {
    words.countByWindow(Durations.minutes(1), Durations.seconds(10));
  }

  void after53() throws Exception {
    rows.groupBy(functions.window(rows.col("time"), "1 minute", "10 seconds")).count();
  }

  // rule: api.java.JavaDStreamLike.reduceByWindow(Function2,Function2,...)
  void before54() throws Exception {
    numbers.reduceByWindow((a, b) -> a + b, (a, b) -> a - b, Durations.minutes(1), Durations.seconds(10));
  }

  void after54() throws Exception {
    rows.groupBy(functions.window(rows.col("time"), "1 minute", "10 seconds")).sum("value");
  }

  // rule: api.java.JavaDStreamLike.reduceByWindow
  void before55() throws Exception {
    numbers.reduceByWindow((a, b) -> a + b, Durations.minutes(1), Durations.seconds(10));
  }

  void after55() throws Exception {
    rows.groupBy(functions.window(rows.col("time"), "1 minute", "10 seconds")).sum("value");
  }

  // rule: api.java.JavaDStreamLike.countByValueAndWindow
  void before56() throws Exception {
    words.countByValueAndWindow(Durations.minutes(1), Durations.seconds(10));
  }

  void after56() throws Exception {
    rows.groupBy(functions.window(rows.col("time"), "1 minute", "10 seconds"), rows.col("value")).count();
  }

  // rule: api.java.JavaDStreamLike.foreachRDD
  void before57() throws Exception {
    words.foreachRDD((rdd, time) -> rdd.saveAsTextFile("/out/" + time));
  }

  void after57() throws Exception {
    batches(rows, (batch, id) -> batch.write().text("/out/" + id));
  }

  // rule: api.java.JavaDStreamLike.transform
  void before58() throws Exception {
    words.transform(rdd -> rdd.distinct());
  }

  void after58() throws Exception {
    batches(rows, (batch, id) -> batch.distinct());
  }

  // rule: api.java.JavaDStreamLike.transformToPair
  void before59() throws Exception {
    words.transformToPair(rdd -> rdd.keyBy(word -> word.length()));
  }

  void after59() throws Exception {
    text.selectExpr("length(value) AS key", "value");
  }

  // rule: api.java.JavaDStreamLike.transformWith
  void before60() throws Exception {
    words.transformWith(lines, (a, b, time) -> a.union(b));
  }

  void after60() throws Exception {
    rows.join(rows, "key");
  }

  // rule: api.java.JavaDStreamLike.transformWithToPair
  void before61() throws Exception {
    words.transformWithToPair(lines, (a, b, time) -> pairRdd);
  }

  void after61() throws Exception {
    rows.join(rows, "key");
  }

  // rule: api.java.JavaDStreamLike.slice
  void before62() throws Exception {
    words.slice(new Time(0), new Time(1000));
  }

  void after62() throws Exception {
    spark.read().format("kafka").option("startingOffsets", "{}").load();
  }

  // rule: api.java.JavaDStreamLike.print
  void before63() throws Exception {
    words.print(20);
  }

  void after63() throws Exception {
    rows.writeStream().format("console").option("numRows", 20).start();
  }

  // rule: api.java.JavaPairDStream.mapValues
  void before64() throws Exception {
    pairs.mapValues(value -> value + 1);
  }

  void after64() throws Exception {
    rows.withColumn("value", functions.expr("value + 1"));
  }

  // rule: api.java.JavaPairDStream.flatMapValues
  void before65() throws Exception {
    pairs.flatMapValues(value -> List.of(value, value).iterator());
  }

  void after65() throws Exception {
    rows.withColumn("value", functions.expr("explode(array(value, value))"));
  }

  // rule: api.java.JavaPairDStream.reduceByKey
  void before66() throws Exception {
    pairs.reduceByKey(Long::sum);
  }

  void after66() throws Exception {
    batches(rows, (batch, id) -> batch.groupBy("key").sum("value"));
  }

  // rule: api.java.JavaPairDStream.groupByKey
  void before67() throws Exception {
    pairs.groupByKey();
  }

  void after67() throws Exception {
    grouped.mapGroups((MapGroupsFunction<String, Row, String>) (key, values) -> key, Encoders.STRING());
  }

  // rule: api.java.JavaPairDStream.combineByKey
  void before68() throws Exception {
    pairs.combineByKey(value -> value, Long::sum, Long::sum, new HashPartitioner(2));
  }

  void after68() throws Exception {
    batches(rows, (batch, id) -> batch.groupBy("key").sum("value"));
  }

  // rule: api.java.JavaPairDStream.groupByKeyAndWindow
  void before69() throws Exception {
    pairs.groupByKeyAndWindow(Durations.minutes(1));
  }

  void after69() throws Exception {
    rows.groupBy(functions.window(rows.col("time"), "1 minute", "10 seconds"), rows.col("key")).agg(functions.collect_list("value"));
  }

  // rule: api.java.JavaPairDStream.reduceByKeyAndWindow(Function2,Function2,...)
  void before70() throws Exception {
    pairs.reduceByKeyAndWindow(Long::sum, (a, b) -> a - b, Durations.minutes(1), Durations.seconds(10));
  }

  void after70() throws Exception {
    rows.groupBy(functions.window(rows.col("time"), "1 minute", "10 seconds"), rows.col("key")).sum("value");
  }

  // rule: api.java.JavaPairDStream.reduceByKeyAndWindow
  void before71() throws Exception {
    pairs.reduceByKeyAndWindow(Long::sum, Durations.minutes(1));
  }

  void after71() throws Exception {
    rows.groupBy(functions.window(rows.col("time"), "1 minute", "10 seconds"), rows.col("key")).sum("value");
  }

  // rule: api.java.JavaPairDStream.updateStateByKey(Function2,Partitioner,JavaPairRDD)
  void before72() throws Exception {
    pairs.updateStateByKey(total, new HashPartitioner(2), pairRdd);
  }

  void after72() throws Exception {
    grouped.flatMapGroupsWithState(count, OutputMode.Update(), Encoders.LONG(), Encoders.LONG(), GroupStateTimeout.NoTimeout(), initial);
  }

  // rule: api.java.JavaPairDStream.updateStateByKey
  void before73() throws Exception {
    pairs.updateStateByKey(total);
  }

  void after73() throws Exception {
    grouped.flatMapGroupsWithState(count, OutputMode.Update(), Encoders.LONG(), Encoders.LONG(), GroupStateTimeout.NoTimeout());
  }

  // rule: api.java.JavaPairDStream.mapWithState
  void before74() throws Exception {
    pairs.mapWithState(spec);
  }

  void after74() throws Exception {
    grouped.flatMapGroupsWithState(count, OutputMode.Update(), Encoders.LONG(), Encoders.LONG(), GroupStateTimeout.NoTimeout());
  }

  // rule: api.java.JavaMapWithStateDStream.stateSnapshots()
  void before75() throws Exception {
    totals.stateSnapshots();
  }

  // rule: api.java.JavaPairDStream.join
  void before76() throws Exception {
    pairs.join(pairs);
  }

  void after76() throws Exception {
    rows.withWatermark("time", "1 minute").join(rows.withWatermark("time", "1 minute"), rows.col("key"), "inner");
  }

  // rule: api.java.JavaPairDStream.leftOuterJoin
  void before77() throws Exception {
    pairs.leftOuterJoin(pairs);
  }

  void after77() throws Exception {
    rows.withWatermark("time", "1 minute").join(rows.withWatermark("time", "1 minute"), rows.col("key"), "left_outer");
  }

  // rule: api.java.JavaPairDStream.rightOuterJoin
  void before78() throws Exception {
    pairs.rightOuterJoin(pairs);
  }

  void after78() throws Exception {
    rows.withWatermark("time", "1 minute").join(rows.withWatermark("time", "1 minute"), rows.col("key"), "right_outer");
  }

  // rule: api.java.JavaPairDStream.fullOuterJoin
  void before79() throws Exception {
    pairs.fullOuterJoin(pairs);
  }

  void after79() throws Exception {
    rows.withWatermark("time", "1 minute").join(rows.withWatermark("time", "1 minute"), rows.col("key"), "full_outer");
  }

  // rule: api.java.JavaPairDStream.cogroup
  void before80() throws Exception {
    pairs.cogroup(pairs);
  }

  void after80() throws Exception {
    grouped.flatMapGroupsWithState(count, OutputMode.Update(), Encoders.LONG(), Encoders.LONG(), GroupStateTimeout.NoTimeout());
  }

  // rule: api.java.JavaPairDStream.saveAsHadoopFiles
  void before81() throws Exception {
    pairs.saveAsHadoopFiles("/out/part", "txt");
  }

  void after81() throws Exception {
    batches(rows, (batch, id) -> batch.javaRDD().saveAsTextFile("/out/" + id));
  }

  // rule: api.java.JavaPairDStream.saveAsNewAPIHadoopFiles
  void before82() throws Exception {
    pairs.saveAsNewAPIHadoopFiles("/out/part", "txt");
  }

  void after82() throws Exception {
    batches(rows, (batch, id) -> batch.javaRDD().saveAsTextFile("/out/" + id));
  }

  // rule: api.java.JavaDStreamLike.dstream
  void before83() throws Exception {
    anyStream.dstream();
  }

  // rule: api.java.JavaDStreamLike.context
  void before84() throws Exception {
    words.context();
  }

  void after84() throws Exception {
    rows.sparkSession();
  }

  // rule: api.java.JavaPairDStream.toJavaDStream
  void before85() throws Exception {
    pairs.toJavaDStream();
  }

  // rule: api.java.JavaPairDStream.fromJavaDStream
  void before86() throws Exception {
    JavaPairDStream.fromJavaDStream(pairs.toJavaDStream());
  }

  // rule: StateSpec.function
  void before87() throws Exception {
    StateSpec.function(step);
  }

  void after87() throws Exception {
    grouped.flatMapGroupsWithState(count, OutputMode.Update(), Encoders.LONG(), Encoders.LONG(), GroupStateTimeout.NoTimeout());
  }

  // rule: StateSpec.initialState
  void before88() throws Exception {
    spec.initialState(pairRdd);
  }

  void after88() throws Exception {
    grouped.flatMapGroupsWithState(count, OutputMode.Update(), Encoders.LONG(), Encoders.LONG(), GroupStateTimeout.NoTimeout(), initial);
  }

  // rule: StateSpec.numPartitions
  void before89() throws Exception {
    spec.numPartitions(2);
  }

  void after89() throws Exception {
    spark.conf().set("spark.sql.shuffle.partitions", 2);
  }

  // rule: StateSpec.partitioner
  void before90() throws Exception {
    spec.partitioner(new HashPartitioner(2));
  }

  void after90() throws Exception {
    spark.conf().set("spark.sql.shuffle.partitions", 2);
  }

  // rule: StateSpec.timeout
  void before91() throws Exception {
    spec.timeout(Durations.minutes(1));
  }

  void after91() throws Exception {
    groupState.setTimeoutDuration("1 minute");
  }

  // rule: State.exists
  void before92() throws Exception {
    state.exists();
  }

  void after92() throws Exception {
    groupState.exists();
  }

  // rule: State.get
  void before93() throws Exception {
    state.get();
  }

  void after93() throws Exception {
    groupState.get();
  }

  // rule: State.remove
  void before94() throws Exception {
    state.remove();
  }

  void after94() throws Exception {
    groupState.remove();
  }

  // rule: State.isTimingOut
  void before95() throws Exception {
    state.isTimingOut();
  }

  void after95() throws Exception {
    groupState.hasTimedOut();
  }

  // rule: State.getOption
  void before96() throws Exception {
    state.getOption();
  }

  void after96() throws Exception {
    groupState.getOption();
  }

  // rule: State.update
  void before97() throws Exception {
    state.update(1L);
  }

  void after97() throws Exception {
    groupState.update(1L);
  }

  // rule: receiver.Receiver.<extends>
  void before98() throws Exception {
    abstract class Local extends Receiver<String> { Local() { super(StorageLevel.MEMORY_ONLY()); } }
  }

  void after98() throws Exception {
    spark.readStream().format("twinstream-receiver").option("class", "com.acme.MyReceiver").load();
  }

  // rule: receiver.Receiver.onStart
  void before99() throws Exception {
    class Local extends Never { @Override public void onStart() {} }
  }

  // rule: receiver.Receiver.onStop
  void before100() throws Exception {
    class Local extends Never { @Override public void onStop() {} }
  }

  // rule: receiver.Receiver.store
  void before101() throws Exception {
    receiver.store("one");
  }

  // rule: receiver.Receiver.store(Iterator,...)
  void before102() throws Exception {
    receiver.store(List.of("one").iterator());
  }

  // rule: receiver.Receiver.restart
  void before103() throws Exception {
    receiver.restart("lost");
  }

  // rule: receiver.Receiver.stop
  void before104() throws Exception {
    receiver.stop("lost");
  }

  // rule: receiver.Receiver.reportError
  void before105() throws Exception {
    receiver.reportError("lost", new java.io.IOException());
  }

  // rule: receiver.Receiver.isStopped
  void before106() throws Exception {
    receiver.isStopped();
  }

  // rule: scheduler.StreamingListener.onBatchCompleted
  void before107() throws Exception {
    class Local extends StatsReportListener { Local() { super(1); } @Override public void onBatchCompleted(StreamingListenerBatchCompleted event) {} }
  }

  void after107() throws Exception {
    abstract class Local extends StreamingQueryListener { @Override public void onQueryProgress(StreamingQueryListener.QueryProgressEvent event) {} }
  }

  // rule: scheduler.StreamingListener.onStreamingStarted
  void before108() throws Exception {
    class Local extends StatsReportListener { Local() { super(1); } @Override public void onStreamingStarted(StreamingListenerStreamingStarted event) {} }
  }

  void after108() throws Exception {
    abstract class Local extends StreamingQueryListener { @Override public void onQueryStarted(StreamingQueryListener.QueryStartedEvent event) {} }
  }

  // rule: scheduler.StreamingListener.onBatchStarted
  void before109() throws Exception {
    class Local extends StatsReportListener { Local() { super(1); } @Override public void onBatchStarted(StreamingListenerBatchStarted event) {} }
  }

  // rule: scheduler.StreamingListener.onReceiverError
  void before110() throws Exception {
    class Local extends StatsReportListener { Local() { super(1); } @Override public void onReceiverError(StreamingListenerReceiverError event) {} }
  }

  // rule: scheduler.StreamingListener.<extends>
  void before111() throws Exception {
    abstract class Local implements StreamingListener {}
  }

  void after111() throws Exception {
    abstract class Local extends StreamingQueryListener {}
  }

  // rule: kafka010.KafkaUtils.createDirectStream
  void before112() throws Exception {
    KafkaUtils.createDirectStream(context, location, consumer);
  }

  void after112() throws Exception {
    spark.readStream().format("kafka").option("subscribe", "topic").load();
  }

  // rule: kafka010.KafkaUtils.createRDD
  void before113() throws Exception {
    KafkaUtils.createRDD(context.sparkContext(), params, ranges, location);
  }

  void after113() throws Exception {
    spark.read().format("kafka").option("startingOffsets", "{}").load();
  }

  // rule: kafka010.ConsumerStrategies.Subscribe
  void before114() throws Exception {
    ConsumerStrategies.Subscribe(topics, params);
  }

  void after114() throws Exception {
    spark.readStream().format("kafka").option("subscribe", "topic").load();
  }

  // rule: kafka010.ConsumerStrategies.SubscribePattern
  void before115() throws Exception {
    ConsumerStrategies.SubscribePattern(Pattern.compile("t.*"), params);
  }

  void after115() throws Exception {
    spark.readStream().format("kafka").option("subscribePattern", "t.*").load();
  }

  // rule: kafka010.ConsumerStrategies.Assign
  void before116() throws Exception {
    ConsumerStrategies.Assign(List.of(new TopicPartition("topic", 0)), params);
  }

  void after116() throws Exception {
    spark.readStream().format("kafka").option("assign", "{\"topic\": [0]}").load();
  }

  // rule: kafka010.LocationStrategies.PreferConsistent
  void before117() throws Exception {
    LocationStrategies.PreferConsistent();
  }

  // rule: kafka010.LocationStrategies.PreferBrokers
  void before118() throws Exception {
    LocationStrategies.PreferBrokers();
  }

  // rule: kafka010.PerPartitionConfig.maxRatePerPartition
  void before119() throws Exception {
    class Local extends PerPartitionConfig { @Override public long maxRatePerPartition(TopicPartition partition) { return 100; } }
  }

  void after119() throws Exception {
    spark.readStream().format("kafka").option("subscribe", "topic").option("maxOffsetsPerTrigger", 1000).load();
  }

  // rule: kafka010.HasOffsetRanges.offsetRanges
  void before120() throws Exception {
    ((HasOffsetRanges) rdd.rdd()).offsetRanges();
  }

  void after120() throws Exception {
    batches(rows, (batch, id) -> batch.groupBy("topic", "partition").agg(functions.max("offset")));
  }

  // rule: kafka010.CanCommitOffsets.commitAsync
  void before121() throws Exception {
    ((CanCommitOffsets) stream.inputDStream()).commitAsync(ranges);
  }

  // rule: kafka010.OffsetRange.create
  void before122() throws Exception {
    OffsetRange.create("topic", 0, 0, 10);
  }

  void after122() throws Exception {
    spark.read().format("kafka").option("startingOffsets", "{\"topic\": {\"0\": 0}}");
  }

  // rule: kafka010.OffsetRange.untilOffset
  void before123() throws Exception {
    range.untilOffset();
  }

  void after123() throws Exception {
    query.lastProgress().sources()[0].endOffset();
  }

  // rule: api.java.JavaDStream.compute
  void before124() throws Exception {
    words.compute(new Time(0));
  }

  void after124() throws Exception {
    abstract class Local implements MicroBatchStream { @Override public InputPartition[] planInputPartitions(Offset start, Offset end) { return new InputPartition[0]; } }
  }

  // rule: api.java.JavaPairDStream.compute
  void before125() throws Exception {
    pairs.compute(new Time(0));
  }

  void after125() throws Exception {
    abstract class Local implements MicroBatchStream { @Override public InputPartition[] planInputPartitions(Offset start, Offset end) { return new InputPartition[0]; } }
  }

  // rule: dstream.DStream.compute
  void before126() throws Exception {
    scalaStream.compute(new Time(0));
  }

  void after126() throws Exception {
    abstract class Local implements MicroBatchStream { @Override public InputPartition[] planInputPartitions(Offset start, Offset end) { return new InputPartition[0]; } }
  }

  // rule: dstream.DStream.slideDuration
  void before127() throws Exception {
    scalaStream.slideDuration();
  }

  void after127() throws Exception {
    abstract class Local implements MicroBatchStream { @Override public Offset latestOffset() { return null; } }
  }

  // rule: dstream.DStream.dependencies
  void before128() throws Exception {
    scalaStream.dependencies();
  }

  void after128() throws Exception {
    abstract class Local implements MicroBatchStream { @Override public Offset latestOffset() { return null; } }
  }

  // rule: dstream.DStream.ssc
  void before129() throws Exception {
    scalaStream.ssc();
  }

  void after129() throws Exception {
    rows.sparkSession();
  }

  // rule: dstream.DStream.<extends>
  void before130() throws Exception {
    abstract class Local extends DStream<String> { Local() { super(scalaContext, STRINGS); } }
  }

  void after130() throws Exception {
    abstract class Local implements MicroBatchStream {}
  }

  // rule: dstream.InputDStream.<extends>
  void before131() throws Exception {
    abstract class Local extends InputDStream<String> { Local() { super(scalaContext, STRINGS); } }
  }

  void after131() throws Exception {
    abstract class Local implements MicroBatchStream {}
  }

  // rule: dstream.ReceiverInputDStream.<extends>
  void before132() throws Exception {
    abstract class Local extends ReceiverInputDStream<String> { Local() { super(scalaContext, STRINGS); } }
  }

  void after132() throws Exception {
    abstract class Local implements MicroBatchStream {}
  }

  // rule: dstream.InputDStream.start
  void before133() throws Exception {
    source.start();
  }

  void after133() throws Exception {
    abstract class Local implements MicroBatchStream { @Override public Offset latestOffset() { return null; } }
  }

  // rule: dstream.InputDStream.stop
  void before134() throws Exception {
    source.stop();
  }

  void after134() throws Exception {
    abstract class Local implements MicroBatchStream { @Override public void stop() {} }
  }

  // rule: dstream.ReceiverInputDStream.getReceiver
  void before135() throws Exception {
    received.getReceiver();
  }

  void after135() throws Exception {
    abstract class Local implements MicroBatchStream { @Override public Offset latestOffset() { return null; } }
  }

  // rule: dstream.ReceiverInputDStream.start
  void before136() throws Exception {
    received.start();
  }

  void after136() throws Exception {
    abstract class Local implements MicroBatchStream { @Override public Offset latestOffset() { return null; } }
  }

  // rule: dstream.ReceiverInputDStream.stop
  void before137() throws Exception {
    received.stop();
  }

  void after137() throws Exception {
    abstract class Local implements MicroBatchStream { @Override public void stop() {} }
  }

  // rule: dstream.ReceiverInputDStream.compute
  void before138() throws Exception {
    received.compute(new Time(0));
  }

  void after138() throws Exception {
    abstract class Local implements MicroBatchStream { @Override public InputPartition[] planInputPartitions(Offset start, Offset end) { return new InputPartition[0]; } }
  }

  // rule: dstream.ConstantInputDStream.<init>
  void before139() throws Exception {
    new ConstantInputDStream<String>(scalaContext, rdd.rdd(), STRINGS);
  }

  void after139() throws Exception {
    spark.readStream().format("rate-micro-batch").option("rowsPerBatch", 1).load().crossJoin(rows);
  }

  // rule: dstream.PairDStreamFunctions.<init>
  void before140() throws Exception {
    new PairDStreamFunctions<String, Long>(pairs.dstream(), STRINGS, LONGS, null);
  }

  void after140() throws Exception {
    text.selectExpr("value AS key", "1 AS value");
  }

  // rule: receiver.Receiver.preferredLocation
  void before141() throws Exception {
    receiver.preferredLocation();
  }

  // rule: receiver.Receiver.storageLevel
  void before142() throws Exception {
    receiver.storageLevel();
  }

  // rule: receiver.Receiver.isStarted
  void before143() throws Exception {
    receiver.isStarted();
  }

  // rule: receiver.Receiver.streamId
  void before144() throws Exception {
    receiver.streamId();
  }

  // rule: receiver.Receiver.store(ArrayBuffer,...)
  void before145() throws Exception {
    receiver.store(new ArrayBuffer<String>());
  }

  // rule: receiver.Receiver.store(ByteBuffer,...)
  void before146() throws Exception {
    receiver.store(ByteBuffer.allocate(1));
  }

  // rule: api.java.JavaStreamingListener.<extends>
  void before147() throws Exception {
    abstract class Local extends JavaStreamingListener {}
  }

  void after147() throws Exception {
    abstract class Local extends StreamingQueryListener {}
  }

  // rule: api.java.JavaStreamingListener.onStreamingStarted
  void before148() throws Exception {
    class Local extends JavaStreamingListener { @Override public void onStreamingStarted(JavaStreamingListenerStreamingStarted event) {} }
  }

  void after148() throws Exception {
    abstract class Local extends StreamingQueryListener { @Override public void onQueryStarted(StreamingQueryListener.QueryStartedEvent event) {} }
  }

  // rule: api.java.JavaStreamingListener.onBatchCompleted
  void before149() throws Exception {
    class Local extends JavaStreamingListener { @Override public void onBatchCompleted(JavaStreamingListenerBatchCompleted event) {} }
  }

  void after149() throws Exception {
    abstract class Local extends StreamingQueryListener { @Override public void onQueryProgress(StreamingQueryListener.QueryProgressEvent event) {} }
  }

  // rule: kafka010.ConsumerStrategy.<extends>
  void before150() throws Exception {
    abstract class Local extends ConsumerStrategy<String, String> {}
  }

  void after150() throws Exception {
    spark.readStream().format("kafka").option("subscribe", "topic").load();
  }

  // rule: kafka010.ConsumerStrategy.executorKafkaParams
  void before151() throws Exception {
    consumer.executorKafkaParams();
  }

  void after151() throws Exception {
    spark.readStream().format("kafka").option("subscribe", "topic").load();
  }

  // rule: kafka010.ConsumerStrategy.onStart
  void before152() throws Exception {
    consumer.onStart(Map.of());
  }

  void after152() throws Exception {
    spark.readStream().format("kafka").option("subscribe", "topic").load();
  }

  // rule: kafka010.ConsumerStrategy.setAuthenticationConfigIfNeeded
  void before153() throws Exception {
    consumer.setAuthenticationConfigIfNeeded(params);
  }

  void after153() throws Exception {
    spark.readStream().format("kafka").option("subscribe", "topic").load();
  }

  // rule: kafka010.PerPartitionConfig.<extends>
  void before154() throws Exception {
    abstract class Local extends PerPartitionConfig {}
  }

  void after154() throws Exception {
    spark.readStream().format("kafka").option("subscribe", "topic").option("maxOffsetsPerTrigger", 1000).load();
  }

  // rule: kafka010.PerPartitionConfig.minRatePerPartition
  void before155() throws Exception {
    rates.minRatePerPartition(new TopicPartition("topic", 0));
  }

  void after155() throws Exception {
    spark.readStream().format("kafka").option("subscribe", "topic").option("minOffsetsPerTrigger", 1000).option("maxTriggerDelay", "1 minute").load();
  }

  // rule: kafka010.OffsetRange.<init>
  void before156() throws Exception {
    new OffsetRange("topic", 0, 0, 10);
  }

  void after156() throws Exception {
    spark.read().format("kafka").option("startingOffsets", "{}");
  }

  // rule: kafka010.OffsetRange.topic
  void before157() throws Exception {
    range.topic();
  }

  void after157() throws Exception {
    query.lastProgress().sources()[0].endOffset();
  }

  // rule: kafka010.OffsetRange.partition
  void before158() throws Exception {
    range.partition();
  }

  void after158() throws Exception {
    query.lastProgress().sources()[0].endOffset();
  }

  // rule: kafka010.OffsetRange.fromOffset
  void before159() throws Exception {
    range.fromOffset();
  }

  void after159() throws Exception {
    query.lastProgress().sources()[0].endOffset();
  }

  // rule: kafka010.OffsetRange.topicPartition
  void before160() throws Exception {
    range.topicPartition();
  }

  void after160() throws Exception {
    query.lastProgress().sources()[0].endOffset();
  }

  // rule: kafka010.OffsetRange.count
  void before161() throws Exception {
    range.count();
  }

  void after161() throws Exception {
    query.lastProgress().sources()[0].endOffset();
  }

  // rule: kafka010.OffsetRange.toTuple
  void before162() throws Exception {
    range.toTuple();
  }

  void after162() throws Exception {
    query.lastProgress().sources()[0].endOffset();
  }

  // rule: StreamingContext.sc
  void before165() throws Exception {
    context.ssc().sc().cancelAllJobs();
  }

  void after165() throws Exception {
    spark.sparkContext().cancelAllJobs();
  }

  // rule: StreamingContext.conf
  void before166() throws Exception {
    context.ssc().conf();
  }

  void after166() throws Exception {
    spark.sparkContext().getConf();
  }

  // rule: StreamingContext.graph
  void before167() throws Exception {
    context.ssc().graph();
  }

  void after167() throws Exception {
    spark.streams().active();
  }

  // rule: scheduler.BatchInfo.*
  void before168() throws Exception {
    batchInfo.processingDelay();
  }

  void after168() throws Exception {
    query.lastProgress().durationMs();
  }

  // rule: api.java.JavaBatchInfo.*
  void before169() throws Exception {
    javaBatchInfo.processingDelay();
  }

  void after169() throws Exception {
    query.lastProgress().durationMs();
  }

  // rule: scheduler.StreamInputInfo.*
  void before170() throws Exception {
    inputInfo.numRecords();
  }

  void after170() throws Exception {
    query.lastProgress().sources();
  }

  // rule: api.java.JavaStreamInputInfo.*
  void before171() throws Exception {
    javaInputInfo.numRecords();
  }

  void after171() throws Exception {
    query.lastProgress().sources();
  }

  // rule: scheduler.OutputOperationInfo.*
  void before172() throws Exception {
    outputInfo.failureReason();
  }

  void after172() throws Exception {
    query.exception();
  }

  // rule: api.java.JavaOutputOperationInfo.*
  void before173() throws Exception {
    javaOutputInfo.failureReason();
  }

  void after173() throws Exception {
    query.exception();
  }

  // rule: scheduler.StreamingListenerBatchCompleted.*
  void before174() throws Exception {
    scalaBatchCompleted.batchInfo();
  }

  void after174() throws Exception {
    query.lastProgress();
  }

  // rule: api.java.JavaStreamingListenerBatchCompleted.*
  void before175() throws Exception {
    javaBatchCompleted.batchInfo();
  }

  void after175() throws Exception {
    query.lastProgress();
  }

  // rule: scheduler.StreamingListenerBatchStarted.*
  void before176() throws Exception {
    scalaBatchStarted.batchInfo();
  }

  void after176() throws Exception {
    query.lastProgress();
  }

  // rule: api.java.JavaStreamingListenerBatchStarted.*
  void before177() throws Exception {
    javaBatchStarted.batchInfo();
  }

  void after177() throws Exception {
    query.lastProgress();
  }

  // rule: scheduler.StreamingListenerBatchSubmitted.*
  void before178() throws Exception {
    scalaBatchSubmitted.batchInfo();
  }

  void after178() throws Exception {
    query.lastProgress();
  }

  // rule: api.java.JavaStreamingListenerBatchSubmitted.*
  void before179() throws Exception {
    javaBatchSubmitted.batchInfo();
  }

  void after179() throws Exception {
    query.lastProgress();
  }

  // rule: scheduler.StreamingListenerOutputOperationCompleted.*
  void before180() throws Exception {
    scalaOutputOperationCompleted.outputOperationInfo();
  }

  void after180() throws Exception {
    query.lastProgress();
  }

  // rule: api.java.JavaStreamingListenerOutputOperationCompleted.*
  void before181() throws Exception {
    javaOutputOperationCompleted.outputOperationInfo();
  }

  void after181() throws Exception {
    query.lastProgress();
  }

  // rule: scheduler.StreamingListenerOutputOperationStarted.*
  void before182() throws Exception {
    scalaOutputOperationStarted.outputOperationInfo();
  }

  void after182() throws Exception {
    query.lastProgress();
  }

  // rule: api.java.JavaStreamingListenerOutputOperationStarted.*
  void before183() throws Exception {
    javaOutputOperationStarted.outputOperationInfo();
  }

  void after183() throws Exception {
    query.lastProgress();
  }

  // rule: scheduler.StreamingListenerStreamingStarted.*
  void before184() throws Exception {
    scalaStreamingStarted.time();
  }

  void after184() throws Exception {
    query.lastProgress();
  }

  // rule: api.java.JavaStreamingListenerStreamingStarted.*
  void before185() throws Exception {
    javaStreamingStarted.time();
  }

  void after185() throws Exception {
    query.lastProgress();
  }

  // rule: DStreamGraph.*
  void before186() throws Exception {
    graph.batchDuration();
  }

  void after186() throws Exception {
    spark.streams().active();
  }

  // rule: CheckpointReader.*
  void before187() throws Exception {
    org.apache.spark.streaming.CheckpointReader.read("/dir", conf, null, true);
  }

  // rule: Checkpoint.*
  void before188() throws Exception {
    checkpoint.checkpointTime();
  }

  // rule: receiver.BlockGenerator.*
  void before189() throws Exception {
    blocks.addData("record");
  }
}
