package com.example.pages;

import java.util.Map;
import org.apache.spark.api.java.Optional;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import scala.Tuple2;

/** A program with two outputs, and an option that it is given on its command line. */
public final class OldSite {
  private OldSite() {}

  static Map<String, JavaPairDStream<String, Long>> outputs(JavaDStream<String> lines, String prefix) {
    JavaDStream<String[]> visits =
        lines.map(line -> line.split("\t")).filter(visit -> visit[0].startsWith(prefix));
    return Map.of("pages", totals(visits, 0), "users", totals(visits, 1));
  }

  private static JavaPairDStream<String, Long> totals(JavaDStream<String[]> visits, int field) {
    return visits
        .mapToPair(visit -> new Tuple2<>(visit[field], 1L))
        .updateStateByKey((added, total) -> Optional.of(total.or(0L) + (long) added.size()));
  }
}
