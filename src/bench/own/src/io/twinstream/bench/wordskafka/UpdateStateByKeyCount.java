package io.twinstream.bench.wordskafka;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.jobs.wordcount.CountedWord;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.api.java.Optional;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.streaming.api.java.JavaDStream;
import scala.Tuple2;

/** Running totals by {@code updateStateByKey} as most programs have them: a pair for each word. */
final class UpdateStateByKeyCount implements DStreamTwin<CountedWord> {
  private static final Pattern SPACE = Pattern.compile(" ");

  private static final Function2<List<Integer>, Optional<Long>, Optional<Long>> ADD =
      (ones, before) -> {
        long total = before.orElse(0L);
        for (int one : ones) {
          total += one;
        }
        return Optional.of(total);
      };

  @Override
  public JavaDStream<CountedWord> topology(ClassicInput in) {
    return in.lines()
        .flatMap(line -> List.of(SPACE.split(line)).iterator())
        .mapToPair(word -> new Tuple2<>(word, 1))
        .updateStateByKey(ADD)
        .map(total -> new CountedWord(total._1(), total._2()));
  }
}
