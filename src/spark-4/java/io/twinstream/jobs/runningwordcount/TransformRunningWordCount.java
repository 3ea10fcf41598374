package io.twinstream.jobs.runningwordcount;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import io.twinstream.jobs.engine.TransformState;
import io.twinstream.jobs.wordcount.CountedWord;
import java.util.Optional;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StatefulProcessorWithInitialState;
import org.apache.spark.sql.streaming.TTLConfig;
import org.apache.spark.sql.streaming.TimeMode;
import org.apache.spark.sql.streaming.TimerValues;
import org.apache.spark.sql.streaming.ValueState;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Totals since the beginning on Structured Streaming of Spark 4.
 *
 * <ul>
 *   <li>Input, output, time, delivery: as {@link StructuredRunningWordCount}.
 *   <li>State: word to {@code total} (long), a value without a time to live; no timers. In RocksDB,
 *       which {@code transformWithState} asks for.
 *   <li>Twin: {@link DStreamRunningWordCount}. Known differences: see the package.
 * </ul>
 */
public final class TransformRunningWordCount implements StructuredTwin<CountedWord> {
  private final StructuredRunningWordCount groups;
  private final boolean isAll;

  public TransformRunningWordCount(RunningOptions options) {
    groups = new StructuredRunningWordCount(options);
    isAll = options.isAll();
  }

  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.STREAM;
  }

  @Override
  public Dataset<CountedWord> topology(PortInput in) {
    TransformState.useRocksDb(in.session());
    return StructuredRunningWordCount.changes(in)
        .groupByKey((MapFunction<CountedWord, String>) RunningWordCount::subject, Encoders.STRING())
        .transformWithState(
            new Update(isAll),
            TimeMode.None(),
            OutputMode.Update(),
            groups.totalsBefore(in),
            Encoders.bean(CountedWord.class),
            Encoders.LONG());
  }

  /** Made anew for every partition and micro-batch. */
  private static final class Update
      extends StatefulProcessorWithInitialState<String, CountedWord, CountedWord, Long> {
    private static final long serialVersionUID = 1L;

    private final boolean tellsForgotten;
    private transient ValueState<Long> total;

    private Update(boolean tellsForgotten) {
      this.tellsForgotten = tellsForgotten;
    }

    @Override
    public void init(OutputMode outputMode, TimeMode timeMode) {
      total = getHandle().getValueState(RunningWordCount.TOTAL, Encoders.LONG(), TTLConfig.NONE());
    }

    @Override
    public void handleInitialState(String word, Long before, TimerValues times) {
      total.update(before);
    }

    @Override
    public Iterator<CountedWord> handleInputRows(
        String word, Iterator<CountedWord> words, TimerValues times) {
      Optional<Long> after =
          RunningWordCount.after(TransformState.of(total), CollectionConverters.asJava(words));
      after.ifPresentOrElse(total::update, total::clear);
      return CollectionConverters.asScala(RunningWordCount.row(word, after, tellsForgotten));
    }
  }
}
