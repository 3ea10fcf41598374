package io.twinstream.bench;

import java.util.List;

/** Who is started in the scenario {@code start}, in the order of its runs. */
public enum StartContestant {
  /** {@code bin/twinstream run word-count --engine dstream}. */
  DSTREAM("twinstream dstream"),
  /** {@code bin/twinstream run word-count --engine structured}. */
  STRUCTURED("twinstream structured"),
  /** Spark's example of the classic engine by spark-submit. */
  SPARK_DSTREAM("spark dstream"),
  /** Spark's example of Structured Streaming by spark-submit. */
  SPARK_STRUCTURED("spark structured");

  private static final String MASTER = "local[2]";

  /** As bin/twinstream starts Spark, without what it looks for before that. */
  private static final String SUBMIT =
      "source \"$TWINSTREAM_HOME/bin/common.sh\"; spark_submit --master \"$1\" --conf spark.driver.bindAddress=127.0.0.1"
          + " --conf spark.driver.host=localhost --class \"$2\" \"$jar\" \"$3\" localhost \"$4\"";

  private final String label;

  StartContestant(String label) {
    this.label = label;
  }

  /** Returns the name in reports. */
  public String label() {
    return label;
  }

  /** Returns what starts it, in the folder of the project. */
  List<String> command(int port) {
    return switch (this) {
      case DSTREAM, STRUCTURED ->
          List.of(
              "bin/twinstream",
              "run",
              "word-count",
              "--engine",
              engine(),
              "--master",
              MASTER,
              "--source",
              "socket:localhost:" + port,
              "--sink",
              "console");
      default ->
          List.of(
              "bash",
              "-c",
              SUBMIT,
              "bash",
              MASTER,
              NetworkWordCount.class.getName(),
              engine(),
              Integer.toString(port));
    };
  }

  private String engine() {
    return this == DSTREAM || this == SPARK_DSTREAM ? "dstream" : "structured";
  }
}
