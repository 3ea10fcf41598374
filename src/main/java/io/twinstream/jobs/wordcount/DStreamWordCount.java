package io.twinstream.jobs.wordcount;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import org.apache.spark.streaming.api.java.JavaDStream;
import scala.Tuple2;

/**
 * Word count per batch on classic Spark Streaming.
 *
 * <ul>
 *   <li>Input: lines, see {@link WordCount}.
 *   <li>Output: one {@link CountedWord} per word of the batch; none for an empty batch.
 *   <li>State: none.
 *   <li>Time: not used.
 *   <li>Delivery: as the source gives; the sinks here replace a batch that is written again.
 *   <li>Twin: {@link StructuredWordCount}. Known differences: none.
 * </ul>
 */
public final class DStreamWordCount implements DStreamTwin<CountedWord> {
  @Override
  public JavaDStream<CountedWord> topology(ClassicInput in) {
    return in.lines()
        .mapPartitions(partition -> WordTally.of(partition).iterator())
        .mapToPair(counted -> new Tuple2<>(counted.getWord(), counted.getCount()))
        .reduceByKey(WordCount::add)
        .map(counted -> new CountedWord(counted._1(), counted._2()));
  }

  public static void main(String[] args) {
    JobMain.main("word-count", Engine.DSTREAM, args);
  }
}
