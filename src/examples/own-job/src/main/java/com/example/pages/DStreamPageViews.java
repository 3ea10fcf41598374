package com.example.pages;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import org.apache.spark.streaming.api.java.JavaDStream;
import scala.Tuple2;

/** The program that has run for years. */
public final class DStreamPageViews implements DStreamTwin<PageViews> {
  private final String prefix;

  public DStreamPageViews(PageOptions options) {
    prefix = options.prefix;
  }

  @Override
  public JavaDStream<PageViews> topology(ClassicInput in) {
    String wanted = prefix;
    return in.lines()
        .map(line -> line.split("\t")[0])
        .filter(page -> page.startsWith(wanted))
        .mapToPair(page -> new Tuple2<>(page, 1L))
        .reduceByKey(Long::sum)
        .map(page -> new PageViews(page._1(), page._2()));
  }
}
