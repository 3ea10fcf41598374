package io.twinstream.internals;

import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.io.CompressionCodec$;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider;
import org.apache.spark.sql.execution.streaming.state.StateStoreConf;
import org.apache.spark.sql.execution.streaming.state.StateStoreId;
import org.apache.spark.sql.execution.streaming.state.StateStoreProviderId;
import org.apache.spark.sql.execution.streaming.state.UnsafeRowPair;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * The state of a streaming query's operator, as rows of {@code key} and {@code value}, both structs
 * as the operator keeps them. Spark 4 has a data source for it; for 3.5 its stores are opened here,
 * and those of {@code HDFSBackedStateStoreProvider} read by {@link MapStoreFiles}.
 *
 * <p>Depends, on 3.5, on {@code StateStoreProvider.createAndInit}, {@code
 * StateStoreProvider.getReadStore}, {@code ReadStateStore.iterator} and {@code
 * StateSchemaCompatibilityChecker.readSchemaFile}, whose parameters are others in 4.x, and on
 * {@code SparkSession.internalCreateDataFrame}: called by reflection.
 */
public final class StateStores {
  /** The name of the only store of most operators. */
  public static final String DEFAULT = StateStoreId.DEFAULT_STORE_NAME();

  private static final String PACKAGE = "org.apache.spark.sql.execution.streaming.state.";

  private StateStores() {}

  /**
   * Returns the state after a micro-batch. Nothing is written.
   *
   * @param checkpoint the query's checkpoint
   * @param table which table of which operator
   * @param partitions how many partitions its state has
   * @param hasFileIds whether its files have an id in their names
   * @param batch the micro-batch
   * @param settings the configuration that the micro-batch froze
   */
  public static Dataset<Row> read(
      SparkSession session,
      String checkpoint,
      StateTable table,
      int partitions,
      boolean hasFileIds,
      long batch,
      Map<String, String> settings) {
    if (!session.version().startsWith("3.")) {
      return readBySource(session, checkpoint, table, hasFileIds, batch);
    }
    long operator = table.operator();
    String store = table.name();
    SQLConf conf = new SQLConf();
    settings.forEach(conf::setConfString);
    StateStoreConf storeConf =
        new StateStoreConf(conf, scala.collection.immutable.Map$.MODULE$.empty());
    StateStoreId first = new StateStoreId(checkpoint + "/state", operator, 0, store);
    Tuple2<?, ?> schemas = schemas(first, session.sparkContext().hadoopConfiguration());
    Stores stores =
        new Stores(
            checkpoint + "/state",
            operator,
            store,
            batch + 1,
            (StructType) schemas._1(),
            (StructType) schemas._2(),
            storeConf);
    List<Integer> numbers = IntStream.range(0, partitions).boxed().toList();
    JavaRDD<InternalRow> rows =
        JavaSparkContext.fromSparkContext(session.sparkContext())
            .parallelize(numbers, Math.max(1, partitions))
            .flatMap(stores::rows);
    StructType type = new StructType().add("key", stores.key).add("value", stores.value);
    @SuppressWarnings("unchecked") // it returns a DataFrame
    Dataset<Row> read =
        (Dataset<Row>) call(session, "internalCreateDataFrame", rows.rdd(), type, false);
    return read;
  }

  /** A list or map of {@code transformWithState} is one value, and so is the time of a timer. */
  private static Dataset<Row> readBySource(
      SparkSession session, String checkpoint, StateTable table, boolean hasFileIds, long batch) {
    SparkSession own = session.newSession();
    own.streams(); // starts the endpoint of the driver that a state store asks
    own.conf().set("spark.sql.streaming.stateStore.checkpointFormatVersion", hasFileIds ? 2 : 1);
    DataFrameReader reader =
        own.read()
            .format("statestore")
            .option("path", checkpoint)
            .option("operatorId", table.operator())
            .option("batchId", batch);
    Dataset<Row> rows =
        switch (table.kind()) {
          case STORE -> reader.option("storeName", table.name()).load();
          case VARIABLE ->
              reader
                  .option("stateVarName", table.name())
                  .option("flattenCollectionTypes", false)
                  .load();
          case TIMERS -> reader.option("readRegisteredTimers", true).load();
        };
    Column value =
        Stream.of("value", "list_value", "map_value", "expiration_timestamp_ms")
            .filter(Arrays.asList(rows.columns())::contains)
            .findFirst()
            .map(rows::col)
            .orElseThrow();
    return rows.select(rows.col("key"), value.as("value"));
  }

  private static Tuple2<?, ?> schemas(StateStoreId store, Configuration hadoop) {
    try {
      Constructor<?> checker =
          Class.forName(PACKAGE + "StateSchemaCompatibilityChecker").getConstructors()[0];
      Object reader =
          checker.newInstance(new StateStoreProviderId(store, UUID.randomUUID()), hadoop);
      return (Tuple2<?, ?>) call(reader, "readSchemaFile");
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Calls a method by its name and the number of its parameters. */
  private static Object call(Object target, String name, Object... arguments) {
    Method method =
        Arrays.stream(target.getClass().getMethods())
            .filter(each -> each.getName().equals(name))
            .filter(each -> each.getParameterCount() == arguments.length)
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException("no " + name + " in " + target.getClass()));
    try {
      method.setAccessible(true);
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All partitions of an operator's state at one version. */
  private record Stores(
      String root,
      long operator,
      String store,
      long version,
      StructType key,
      StructType value,
      StateStoreConf conf)
      implements Serializable {
    Iterator<InternalRow> rows(int partition) throws IOException {
      StateStoreId id = new StateStoreId(root, operator, partition, store);
      return conf.providerClass().equals(HDFSBackedStateStoreProvider.class.getName())
          ? rowsOfFiles(id)
          : rowsOfProvider(id);
    }

    private Iterator<InternalRow> rowsOfFiles(StateStoreId id) throws IOException {
      MapStoreFiles files =
          new MapStoreFiles(
              id.storeCheckpointLocation(),
              version,
              key.size(),
              value.size(),
              CompressionCodec$.MODULE$.createCodec(SparkEnv.get().conf(), conf.compressionCodec()),
              mostRows(),
              SparkHadoopUtil.get().conf());
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return files.hasNext();
        }

        @Override
        public InternalRow next() {
          Map.Entry<UnsafeRow, UnsafeRow> row = files.next();
          return new GenericInternalRow(new Object[] {row.getKey(), row.getValue()});
        }
      };
    }

    /** An eighth of the heap for all tasks at once, at 256 bytes a row. */
    private static int mostRows() {
      Runtime here = Runtime.getRuntime();
      return (int) Math.min(1 << 24, here.maxMemory() / (8 * 256) / here.availableProcessors());
    }

    private Iterator<InternalRow> rowsOfProvider(StateStoreId id) {
      Object providers = providers();
      Object provider =
          call(
              providers,
              "createAndInit",
              new StateStoreProviderId(id, UUID.randomUUID()),
              key,
              value,
              0,
              conf,
              SparkHadoopUtil.get().conf());
      Object store = call(provider, "getReadStore", version);
      scala.collection.Iterator<?> pairs = (scala.collection.Iterator<?>) call(store, "iterator");
      return new Iterator<>() {
        private boolean isClosed;

        @Override
        public boolean hasNext() {
          if (!isClosed && !pairs.hasNext()) {
            isClosed = true;
            call(store, "abort");
            call(provider, "close");
          }
          return !isClosed;
        }

        @Override
        public InternalRow next() {
          UnsafeRowPair pair = (UnsafeRowPair) pairs.next();
          return new GenericInternalRow(new Object[] {pair.key().copy(), pair.value().copy()});
        }
      };
    }

    private static Object providers() {
      try {
        return Class.forName(PACKAGE + "StateStoreProvider$").getField("MODULE$").get(null);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
