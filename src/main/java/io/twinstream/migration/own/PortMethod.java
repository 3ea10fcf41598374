package io.twinstream.migration.own;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import io.twinstream.error.UserError;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The port that a method is: it takes Datasets of {@code Row} (the columns of Kafka's source, with
 * {@code value} as a string) or of {@code String}, the session and options, and returns a Dataset,
 * or several, of which this is one.
 */
final class PortMethod implements StructuredTwin<String> {
  static final String WANTED =
      "a method from Dataset of Row or of String, and options, to a Dataset that is not written yet, or several in a list, map, tuple or class";

  private final TwinMethod method;
  private final MethodInput input;
  private final int output;
  private final ComparedColumns columns;
  private final AppliesTo appliesTo;
  private final String outputMode;

  PortMethod(
      TwinMethod method,
      MethodInput input,
      int output,
      ComparedColumns columns,
      AppliesTo appliesTo,
      String outputMode) {
    this.method = method;
    this.input = input;
    this.output = output;
    this.columns = columns;
    this.appliesTo = appliesTo;
    this.outputMode = outputMode;
  }

  /** Tells whether a method is such a one, given such options. */
  static boolean fits(Method method, List<String> words) {
    List<Class<?>> taken = List.of(method.getParameterTypes());
    return Outputs.areIn(method.getGenericReturnType(), PortMethod::isDataset)
        && taken.contains(Dataset.class)
        && taken.stream()
            .allMatch(
                each ->
                    each == Dataset.class
                        || each == SparkSession.class
                        || OptionWords.isTaken(each, words));
  }

  private static boolean isDataset(Class<?> type) {
    return Dataset.class.isAssignableFrom(type);
  }

  /** Returns how many Datasets the method takes. */
  static long inputs(TwinMethod method) {
    return method.parameters().stream()
        .filter(each -> TwinMethod.erased(each) == Dataset.class)
        .count();
  }

  /**
   * Returns what the method returns for a stream that is never read.
   *
   * @throws UserError if the method throws
   */
  static Outputs outputs(TwinMethod method, MethodInput input, SparkSession session) {
    Dataset<Row> never =
        session
            .readStream()
            .format("rate")
            .load()
            .selectExpr(
                "CAST(value AS STRING) AS value",
                "timestamp AS arrivedAt",
                "'' AS topic",
                "0 AS partition",
                "value AS offset",
                "CAST(NULL AS BINARY) AS key",
                "CAST(NULL AS BINARY) AS bytes",
                "CAST(NULL AS ARRAY<STRUCT<key: STRING, value: BINARY>>) AS headers");
    return call(method, never, input);
  }

  /** Returns the columns of an output. */
  static List<String> columns(Outputs.Output output) {
    return List.of(((Dataset<?>) output.value()).columns());
  }

  @Override
  public AppliesTo appliesTo() {
    return appliesTo;
  }

  @Override
  public String outputMode() {
    return outputMode;
  }

  @Override
  public boolean takesNulls() {
    return true;
  }

  @Override
  public Dataset<String> topology(PortInput in) {
    ComparedColumns asTheyAre = columns;
    Dataset<?> rows = (Dataset<?>) call(method, in.lines(), input).all().get(output).value();
    return rows.toDF().map((MapFunction<Row, String>) asTheyAre::ofPort, Encoders.STRING());
  }

  private static Outputs call(TwinMethod method, Dataset<Row> records, MethodInput input) {
    List<String> topics = input.topics();
    OptionWords words = new OptionWords(method, input.words());
    int next = 0;
    Object[] arguments = new Object[method.parameters().size()];
    for (int i = 0; i < arguments.length; i++) {
      Type wanted = method.parameters().get(i);
      Class<?> type = TwinMethod.erased(wanted);
      if (type == SparkSession.class) {
        arguments[i] = records.sparkSession();
      } else if (type != Dataset.class) {
        arguments[i] = words.of(type);
      } else {
        Dataset<Row> ofTopic =
            topics.isEmpty() ? records : records.where(col("topic").equalTo(topics.get(next)));
        arguments[i] = argument(method, ofTopic, TwinMethod.argument(wanted, 0));
        next++;
      }
    }
    words.checkTaken();
    return Outputs.of(method, method.call(arguments), PortMethod::isDataset);
  }

  private static Dataset<?> argument(TwinMethod method, Dataset<Row> records, Class<?> element) {
    if (element == String.class) {
      return records.where("value IS NOT NULL").select("value").as(Encoders.STRING());
    }
    if (element == Row.class || element == Object.class) {
      return records
          .drop("bytes")
          .withColumn("timestamp", col("arrivedAt"))
          .withColumn("timestampType", lit(0));
    }
    throw UserError.usage(
        "%s: takes a Dataset of %s; %s".formatted(method.spec(), element.getName(), WANTED));
  }
}
