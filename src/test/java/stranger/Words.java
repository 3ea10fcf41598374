package stranger;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.window;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.api.java.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaDStreamLike;
import org.apache.spark.streaming.api.java.JavaInputDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import scala.Tuple2;

/** Topologies as applications have them that know nothing of twinstream. */
public final class Words {
  private Words() {}

  static JavaPairDStream<String, Integer> perBatch(
      JavaInputDStream<ConsumerRecord<String, String>> records) {
    return pairs(records.map(ConsumerRecord::value)).reduceByKey(Integer::sum);
  }

  public static JavaPairDStream<String, Integer> totals(
      JavaStreamingContext context, JavaDStream<String> lines) {
    context.sparkContext().setLogLevel("ERROR");
    return pairs(lines).updateStateByKey(Words::add);
  }

  private static Optional<Integer> add(List<Integer> added, Optional<Integer> total) {
    return Optional.of(total.or(0) + added.stream().mapToInt(each -> each).sum());
  }

  static JavaDStream<Tuple2<Tuple2<String, Integer>, Double>> nested(JavaDStream<String> lines) {
    return pairs(lines).reduceByKey(Integer::sum).map(each -> new Tuple2<>(each, each._2() * 1.0));
  }

  static JavaPairDStream<String, Integer> windowed(JavaDStream<String> lines) {
    return pairs(lines)
        .reduceByKeyAndWindow(Integer::sum, Durations.seconds(2), Durations.seconds(2));
  }

  static JavaPairDStream<String, Tuple2<Integer, Integer>> joined(
      JavaDStream<String> left, JavaDStream<String> right) {
    return pairs(left).reduceByKey(Integer::sum).join(pairs(right).reduceByKey(Integer::sum));
  }

  static JavaDStream<Integer> lengths(JavaDStream<byte[]> values) {
    return values.map(each -> each.length);
  }

  static JavaDStream<String> keyed(JavaPairDStream<String, String> records) {
    return records.map(each -> each._1() + "=" + each._2());
  }

  static List<JavaDStream<?>> several(JavaDStream<String> lines) {
    return List.of(pairs(lines).updateStateByKey(Words::add).toJavaDStream(), wordsOf(lines));
  }

  static Map<String, JavaDStreamLike<?, ?, ?>> named(JavaDStream<String> lines) {
    return Map.of("words", wordsOf(lines), "totals", pairs(lines).updateStateByKey(Words::add));
  }

  /** Two outputs in a class of the application's. */
  record Both(JavaDStream<String> words, JavaPairDStream<String, Integer> totals) {}

  static Both both(JavaDStream<String> lines) {
    return new Both(wordsOf(lines), pairs(lines).updateStateByKey(Words::add));
  }

  static JavaDStream<?>[] array(JavaDStream<String> lines) {
    return new JavaDStream<?>[] {wordsOf(lines)};
  }

  static List<JavaDStream<String>> lacking(JavaDStream<String> lines) {
    return Arrays.asList(wordsOf(lines), null);
  }

  static JavaDStream<String> longer(JavaDStream<String> lines, int least, Duration unused) {
    return wordsOf(lines).filter(word -> word.length() >= least && unused.milliseconds() == 2000);
  }

  static JavaDStream<String> configured(
      JavaDStream<String> lines, Properties properties, String[] words) {
    int least = Integer.parseInt(properties.getProperty("least"));
    return wordsOf(lines).filter(word -> word.length() >= least && words.length == 2);
  }

  static void printed(JavaDStream<String> lines) {
    lines.print();
  }

  static JavaDStream<String> fails(JavaDStream<String> lines) {
    throw new IllegalStateException("no table");
  }

  private static JavaPairDStream<String, Integer> pairs(JavaDStream<String> lines) {
    return wordsOf(lines).mapToPair(word -> new Tuple2<>(word, 1));
  }

  private static JavaDStream<String> wordsOf(JavaDStream<String> lines) {
    return lines.flatMap(line -> Arrays.asList(line.split(" ")).iterator());
  }

  /** Ports, right and wrong ones. */
  public static final class Ports {
    private Ports() {}

    public static Dataset<Row> totals(Dataset<Row> records, SparkSession session) {
      return words(records).groupBy("word").count();
    }

    static Dataset<Row> perBatch(Dataset<Row> records) {
      return words(records).select("word", "one");
    }

    static Dataset<Row> doubled(Dataset<Row> records) {
      return words(records).groupBy("word").agg(sum("one").multiply(2).as("count"));
    }

    static Dataset<Row> nested(Dataset<Row> records) {
      return words(records).selectExpr("word", "1L AS count", "CAST(1 AS DECIMAL(9, 2)) AS share");
    }

    static List<Dataset<Row>> several(Dataset<Row> records) {
      return List.of(words(records).groupBy("word").count(), words(records).select("word"));
    }

    static Map<String, Dataset<Row>> named(Dataset<Row> records) {
      return Map.of(
          "totals", several(records).get(0),
          "words", several(records).get(1));
    }

    static Map<String, Dataset<Row>> misnamed(Dataset<Row> records) {
      return Map.of("totals", several(records).get(0), "word", several(records).get(1));
    }

    static List<Dataset<Row>> half(Dataset<Row> records) {
      return List.of(doubled(records), words(records).select("word"));
    }

    static Dataset<Row> longer(Dataset<Row> records, long least, java.time.Duration unused) {
      return words(records).select("word").where("length(word) >= " + least);
    }

    static Dataset<Row> configured(Dataset<Row> records, Map<String, String> options) {
      return words(records).select("word").where("length(word) >= " + options.get("least"));
    }

    static Dataset<Row> windowed(Dataset<Row> records) {
      return words(records)
          .groupBy(window(col("arrivedAt"), "2 seconds"), col("word"))
          .agg(sum("one").as("count"))
          .select(col("window.end").as("ends"), col("word"), col("count"));
    }

    static Dataset<String> keyed(Dataset<Row> records) {
      return records
          .selectExpr("concat('null=', value)")
          .as(org.apache.spark.sql.Encoders.STRING());
    }

    static Dataset<Integer> lengths(Dataset<String> lines) {
      return lines.map(
          (org.apache.spark.api.java.function.MapFunction<String, Integer>)
              line -> line.getBytes(StandardCharsets.UTF_8).length,
          org.apache.spark.sql.Encoders.INT());
    }

    static Dataset<Row> joined(Dataset<Row> left, Dataset<Row> right) {
      return words(left)
          .as("l")
          .join(words(right).as("r"), "word")
          .selectExpr("word", "l.one AS left", "r.one AS right");
    }

    private static Dataset<Row> words(Dataset<Row> records) {
      return records
          .select(explode(split(col("value"), " ")).as("word"), col("arrivedAt"))
          .selectExpr("word", "arrivedAt", "1 AS one");
    }
  }
}
