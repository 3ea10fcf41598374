package io.twinstream.jobs.engine;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.recommendation.ALS;
import org.apache.spark.ml.recommendation.ALSModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Models of what users like: trained by MLlib's ALS on how often they played what, and kept as a
 * folder of {@code als}, {@code users} and {@code items}.
 */
public final class MediaModels {
  private static final long SEED = 42;
  private static final int RANK = 8;
  private static final int ITERATIONS = 6;
  private static final double REGULARIZATION = 0.05;
  private static final int USERS = 200;
  private static final int ITEMS = 40;
  private static final int GENRES = 4;
  private static final int PLAYS = 30;
  private static final double STRAYS = 0.1;

  private MediaModels() {}

  /** Returns the model of {@link #seededPlays}, the same every time, after some seconds. */
  public static MediaModel seeded(SparkSession spark) {
    Trained trained = train(seededPlays(spark));
    return collected("", trained.als, trained.users, trained.items);
  }

  /** Returns plays of made-up users, each of whom likes a genre: {@code user} and {@code item}. */
  public static Dataset<Row> seededPlays(SparkSession spark) {
    Random random = new Random(SEED);
    List<Row> plays = new ArrayList<>();
    for (int user = 0; user < USERS; user++) {
      for (int play = random.nextInt(PLAYS); play >= 0; play--) {
        int item = random.nextInt(1 + random.nextInt(ITEMS));
        int ofGenre = item / GENRES * GENRES + user % GENRES;
        plays.add(
            RowFactory.create(
                "user-" + user, "item-" + (random.nextDouble() < STRAYS ? item : ofGenre)));
      }
    }
    return spark.createDataFrame(
        plays,
        new StructType().add("user", DataTypes.StringType).add("item", DataTypes.StringType));
  }

  /**
   * Checks that {@link #save} can begin.
   *
   * @throws UserError if the folder is there, or one that hides it cannot be told
   */
  public static void checkNew(String folder, Configuration hadoop) {
    FraudModel.checkNew(folder, hadoop);
  }

  /**
   * Trains a model and saves it; the folder is there when it is whole, and not before.
   *
   * @param plays one row each: {@code user} and {@code item}
   * @param folder that is not there yet
   * @throws UserError if it is there, cannot be written, or there are no plays
   */
  public static void save(SparkSession spark, Dataset<Row> plays, String folder) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    checkNew(folder, hadoop);
    if (plays.isEmpty()) {
      throw UserError.usage("model %s: there are no plays to learn from".formatted(folder));
    }
    Path whole = new Path(folder);
    Path written = new Path(whole.getParent(), "." + whole.getName());
    Trained trained = train(plays);
    try {
      FileSystem files = whole.getFileSystem(hadoop);
      trained.als.write().overwrite().save(new Path(written, "als").toString());
      trained.users.write().mode("overwrite").parquet(new Path(written, "users").toString());
      trained.items.write().mode("overwrite").parquet(new Path(written, "items").toString());
      checkNew(folder, hadoop);
      if (!files.rename(written, whole)) {
        throw new IOException("cannot be renamed from " + written);
      }
    } catch (IOException e) {
      throw UserError.failed(
          "model %s: cannot be written (%s): choose a new directory"
              .formatted(folder, FileErrors.reason(e)),
          e);
    }
  }

  /**
   * Returns a saved model.
   *
   * @throws UserError if there is none
   */
  static MediaModel load(SparkSession spark, Path folder) {
    try {
      return collected(
          folder.getName(),
          ALSModel.load(new Path(folder, "als").toString()),
          spark.read().parquet(new Path(folder, "users").toString()),
          spark.read().parquet(new Path(folder, "items").toString()));
    } catch (Exception e) { // Spark throws checked ones that it does not declare
      throw UserError.failed(
          "model %s: is none of recommend (%s): remove it, or make it by 'twinstream train recommend'"
              .formatted(folder, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  /** What ALS made of plays, and what its numbers stand for. */
  private static final class Trained {
    private final ALSModel als;
    private final Dataset<Row> users;
    private final Dataset<Row> items;

    private Trained(ALSModel als, Dataset<Row> users, Dataset<Row> items) {
      this.als = als;
      this.users = users;
      this.items = items;
    }
  }

  private static Trained train(Dataset<Row> plays) {
    Dataset<Row> counted = plays.groupBy("user", "item").agg(count(lit(1)).as("plays")).cache();
    try {
      Dataset<Row> users = numbered(counted, "user");
      Dataset<Row> items =
          numbered(counted, "item")
              .join(counted.groupBy("item").agg(sum("plays").as("plays")), "item");
      // In one partition and an order of its own: sums of floats depend on it.
      Dataset<Row> ratings =
          counted
              .join(users, "user")
              .join(items.drop("plays"), "item")
              .select("userId", "itemId", "plays")
              .coalesce(1)
              .sortWithinPartitions("userId", "itemId");
      ALSModel model =
          new ALS()
              .setImplicitPrefs(true)
              .setRank(RANK)
              .setMaxIter(ITERATIONS)
              .setRegParam(REGULARIZATION)
              .setSeed(SEED)
              .setNumBlocks(1)
              .setUserCol("userId")
              .setItemCol("itemId")
              .setRatingCol("plays")
              .fit(ratings);
      return new Trained(model, kept(users), kept(items));
    } finally {
      counted.unpersist();
    }
  }

  /** ALS takes numbers for names. */
  private static Dataset<Row> numbered(Dataset<Row> plays, String column) {
    List<String> names =
        plays.select(column).distinct().orderBy(column).as(Encoders.STRING()).collectAsList();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      rows.add(RowFactory.create(names.get(i), i));
    }
    return plays
        .sparkSession()
        .createDataFrame(
            rows,
            new StructType()
                .add(column, DataTypes.StringType)
                .add(column + "Id", DataTypes.IntegerType));
  }

  /** Rows that do not depend on the plays any more. */
  private static Dataset<Row> kept(Dataset<Row> rows) {
    return rows.sparkSession().createDataFrame(rows.coalesce(1).collectAsList(), rows.schema());
  }

  private static MediaModel collected(
      String name, ALSModel als, Dataset<Row> users, Dataset<Row> items) {
    Map<String, Long> plays = new HashMap<>();
    for (Row item : items.collectAsList()) {
      plays.put(item.getAs("item"), item.<Long>getAs("plays"));
    }
    return new MediaModel(
        name,
        factors(als.userFactors(), users, "user"),
        factors(als.itemFactors(), items, "item"),
        plays);
  }

  private static Map<String, float[]> factors(
      Dataset<Row> factors, Dataset<Row> names, String column) {
    Map<String, float[]> byName = new HashMap<>();
    Dataset<Row> named = factors.join(names, factors.col("id").equalTo(names.col(column + "Id")));
    for (Row row : named.select(col(column), col("features")).collectAsList()) {
      List<Float> numbers = row.getList(1);
      float[] values = new float[numbers.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = numbers.get(i);
      }
      byName.put(row.getString(0), values);
    }
    return byName;
  }
}
