package io.twinstream.jobs.engine;

import static org.apache.spark.sql.functions.col;

import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * How likely what a card did in a batch is fraud: a logistic regression of MLlib.
 *
 * <p>Its features, in this order: how many transactions, their sum, the greatest of them (both in
 * whole units of money), and in how many countries.
 */
public final class FraudModel {
  private static final long SEED = 42;
  private static final int CARDS = 2_000;
  private static final int ITERATIONS = 50;
  private static final double FRAUDS = 0.2;

  private FraudModel() {}

  /**
   * Returns the model of a directory, or where there is none a new one from seeded data: the same
   * every time, after a second or two.
   *
   * @param directory that {@link #save} wrote, or null
   * @throws UserError if the directory has no such model
   */
  public static LogisticRegressionModel of(String directory) {
    return directory == null ? train(SparkSession.active()) : load(directory);
  }

  /** Returns how likely fraud is by a model, 0 to 1. */
  public static double probability(LogisticRegressionModel model, double[] features) {
    return model.predictProbability(Vectors.dense(features)).apply(1);
  }

  /** Returns the same as a column of what the model has transformed. */
  public static Column probability() {
    return functions.vector_to_array(col("probability"), "float64").getItem(1);
  }

  /**
   * Checks that {@link #save} can begin.
   *
   * @throws UserError if the directory is there
   */
  public static void checkNew(String directory, Configuration hadoop) {
    Path path = new Path(directory);
    try {
      if (path.getFileSystem(hadoop).exists(path)) {
        throw UserError.usage(
            "model %s: is there already: choose a new directory".formatted(directory));
      }
    } catch (IOException e) {
      throw notWritten(directory, e);
    }
  }

  /**
   * Trains a model and saves it.
   *
   * @param directory that is not there yet
   * @throws UserError if it is there, or cannot be written
   */
  public static void save(SparkSession spark, String directory) {
    checkNew(directory, spark.sessionState().newHadoopConf());
    try {
      train(spark).write().save(directory);
    } catch (IOException e) {
      throw notWritten(directory, e);
    }
  }

  /**
   * Checks that a directory may hold a model.
   *
   * @throws UserError if it cannot
   */
  public static void check(String directory) {
    Path metadata = new Path(directory, "metadata");
    try {
      FileSystem files = metadata.getFileSystem(new Configuration());
      if (!files.exists(metadata)) {
        throw UserError.usage(
            "model %s: no model of MLlib is there: make one there by 'twinstream train'"
                .formatted(directory));
      }
    } catch (IOException e) {
      throw UserError.failed(
          "model %s: cannot be read (%s)".formatted(directory, e.getMessage()), e);
    }
  }

  private static LogisticRegressionModel load(String directory) {
    try {
      return LogisticRegressionModel.load(directory);
    } catch (RuntimeException e) {
      throw UserError.failed(
          "model %s: is no logistic regression of MLlib (%s)"
              .formatted(directory, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  private static LogisticRegressionModel train(SparkSession spark) {
    // In one partition: sums of doubles depend on their order.
    Dataset<Row> examples =
        spark
            .createDataFrame(
                examples(),
                new StructType()
                    .add("label", DataTypes.DoubleType)
                    .add("features", SQLDataTypes.VectorType()))
            .coalesce(1);
    return new LogisticRegression().setMaxIter(ITERATIONS).setRegParam(0.01).fit(examples);
  }

  /** Frauds are many transactions at once, or a large one far away; both with exceptions. */
  private static List<Row> examples() {
    Random random = new Random(SEED);
    List<Row> examples = new ArrayList<>();
    for (int i = 0; i < CARDS; i++) {
      boolean isFraud = random.nextDouble() < FRAUDS;
      int transactions = 1 + random.nextInt(isFraud ? 12 : 4);
      double greatest = Math.exp(random.nextGaussian() + (isFraud ? 5.5 : 3.5));
      double sum = greatest * (1 + (transactions - 1) * random.nextDouble());
      int countries = 1 + (isFraud ? random.nextInt(Math.min(transactions, 4)) : 0);
      Vector features = Vectors.dense(transactions, sum, greatest, countries);
      examples.add(RowFactory.create(isFraud ? 1.0 : 0.0, features));
    }
    return examples;
  }

  private static UserError notWritten(String directory, IOException failure) {
    return UserError.failed(
        "model %s: cannot be written (%s): choose a new directory"
            .formatted(directory, FileErrors.reason(failure)),
        failure);
  }
}
