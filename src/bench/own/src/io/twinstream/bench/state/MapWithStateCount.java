package io.twinstream.bench.state;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.jobs.wordcount.CountedWord;
import io.twinstream.jobs.wordcount.WordCount;
import org.apache.spark.api.java.Optional;
import org.apache.spark.api.java.function.Function3;
import org.apache.spark.streaming.State;
import org.apache.spark.streaming.StateSpec;
import org.apache.spark.streaming.api.java.JavaDStream;
import scala.Tuple2;

/** Running totals by {@code mapWithState}, as Spark's own example has them. */
final class MapWithStateCount implements DStreamTwin<CountedWord> {
  // Typed: StateSpec.function has a Scala and a Java overload, and an untyped lambda fits both.
  private static final Function3<String, Optional<Long>, State<Long>, CountedWord> ADD =
      (word, count, total) -> {
        long after = WordCount.add(total.exists() ? total.get() : 0L, count.orElse(0L));
        total.update(after);
        return new CountedWord(word, after);
      };

  @Override
  public JavaDStream<CountedWord> topology(ClassicInput in) {
    return in.lines()
        .flatMap(line -> WordCount.words(line).iterator())
        .mapToPair(word -> new Tuple2<>(word, 1L))
        .reduceByKey(WordCount::add)
        .mapWithState(StateSpec.function(ADD));
  }
}
