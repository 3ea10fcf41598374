package io.twinstream.migration.move;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How Kryo writes on a line of Spark: the numbers that stand for classes count what Spark registers
 * before them, and later lines register more; and Spark's default of {@code spark.kryo.unsafe}
 * changed. Found by asking {@code KryoSerializer.newKryo} of each line; the order of what an older
 * line has is that of the newer ones.
 */
enum KryoLayout {
  SPARK_2_4(
      "org.apache.spark.internal.io.FileCommitProtocol$TaskCommitMessage",
      "scala.collection.immutable.Queue$EmptyQueue$",
      "scala.collection.immutable.MapLike$$anon$1",
      "scala.collection.immutable.MapLike$$anon$2",
      "scala.collection.immutable.MapLike$ImmutableDefaultKeySet"),
  SPARK_3_0(
      "org.apache.avro.generic.GenericData$Array",
      "org.apache.avro.generic.GenericData$EnumSymbol",
      "org.apache.avro.generic.GenericData$Fixed"),
  SPARK_3_2("scala.math.Ordering$Reverse"),
  SPARK_3_3(
      "[Ljava.nio.ByteBuffer;",
      "org.apache.spark.util.io.ChunkedByteBuffer",
      "java.lang.invoke.SerializedLambda",
      "org.apache.spark.util.collection.BitSet",
      "scala.reflect.ClassTag$GenericClassTag",
      "[[B"),
  NEWEST;

  /** What the next line registers and this one does not. */
  private final Set<String> addedNext;

  KryoLayout(String... addedNext) {
    this.addedNext = Set.of(addedNext);
  }

  /** Returns Spark's own default of {@code spark.kryo.unsafe}. */
  boolean isUnsafe() {
    return this == NEWEST;
  }

  /**
   * Returns all, the most likely one first. A checkpoint does not tell the version, but Spark sets
   * some settings itself, and each began with a line.
   *
   * @param settings the application's settings, as the checkpoint has them
   */
  static List<KryoLayout> likely(Map<String, String> settings) {
    String options = settings.getOrDefault("spark.driver.extraJavaOptions", "");
    Set<KryoLayout> first;
    if (options.contains("-Djava.net.preferIPv6Addresses")) {
      first = EnumSet.of(NEWEST);
    } else if (options.contains("-XX:+IgnoreUnrecognizedVMOptions")) {
      first = EnumSet.of(SPARK_3_3);
    } else if (settings.containsKey("spark.app.startTime")) {
      first = EnumSet.of(SPARK_3_0, SPARK_3_2);
    } else {
      first = EnumSet.of(SPARK_2_4);
    }
    List<KryoLayout> all = new ArrayList<>(Arrays.asList(values()));
    all.sort(
        Comparator.comparing((KryoLayout each) -> !first.contains(each))
            .thenComparing(Comparator.reverseOrder()));
    return all;
  }

  /** Gives the classes the numbers of this line, those of the application after Spark's own. */
  void applyTo(Kryo kryo) {
    if (this == NEWEST) {
      return;
    }
    List<Registration> kept = new ArrayList<>();
    for (int id = 0; id < kryo.getNextRegistrationId(); id++) {
      Registration each = kryo.getRegistration(id);
      if (each != null && !isLater(each.getType().getName())) {
        kept.add(each);
      }
    }
    for (int id = 0; id < kept.size(); id++) {
      Registration each = kept.get(id);
      kryo.register(new Registration(each.getType(), each.getSerializer(), id));
    }
  }

  private boolean isLater(String className) {
    return Arrays.stream(values())
        .anyMatch(line -> line.compareTo(this) >= 0 && line.addedNext.contains(className));
  }
}
