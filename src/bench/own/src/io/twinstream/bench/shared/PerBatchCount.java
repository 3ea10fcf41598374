package io.twinstream.bench.shared;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.jobs.wordcount.CountedWord;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.streaming.api.java.JavaDStream;
import scala.Tuple2;

/** The words of each batch as Spark's own example counts them: a pair for each word. */
public final class PerBatchCount implements DStreamTwin<CountedWord> {
  private static final Pattern SPACE = Pattern.compile(" ");

  @Override
  public JavaDStream<CountedWord> topology(ClassicInput in) {
    return in.lines()
        .flatMap(line -> List.of(SPACE.split(line)).iterator())
        .mapToPair(word -> new Tuple2<>(word, 1))
        .reduceByKey(Integer::sum)
        .map(count -> new CountedWord(count._1(), count._2()));
  }
}
