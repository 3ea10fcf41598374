package io.twinstream.bench.start;

import io.twinstream.bench.shared.Contestant;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;

/** Who is started in the scenario {@code start}, in the order of its runs. */
public enum StartContestant implements Contestant {
  /** {@code bin/twinstream run word-count --engine dstream}. */
  DSTREAM(Maker.TWINSTREAM, "dstream"),
  /** {@code bin/twinstream run word-count --engine structured}. */
  STRUCTURED(Maker.TWINSTREAM, "structured"),
  /** Spark's example of the classic engine by spark-submit. */
  SPARK_DSTREAM(Maker.SPARK, "dstream"),
  /** Spark's example of Structured Streaming by spark-submit. */
  SPARK_STRUCTURED(Maker.SPARK, "structured");

  private static final String MASTER = "local[2]";

  /** As bin/twinstream starts Spark, without what it looks for before that. */
  private static final String SUBMIT =
      "source \"$TWINSTREAM_HOME/bin/common.sh\"; spark_submit --master \"$1\" --conf spark.driver.bindAddress=127.0.0.1"
          + " --conf spark.driver.host=localhost --class \"$2\" \"$3\" \"$4\" localhost \"$5\"";

  private final Maker maker;
  private final String label;

  StartContestant(Maker maker, String program) {
    this.maker = maker;
    this.label = maker.label(program);
  }

  @Override
  public Maker maker() {
    return maker;
  }

  @Override
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
              jar(),
              engine(),
              Integer.toString(port));
    };
  }

  /** The jar of the examples, which spark-submit is given. */
  private static String jar() {
    URL location = NetworkWordCount.class.getProtectionDomain().getCodeSource().getLocation();
    return Path.of(URI.create(location.toString())).toString();
  }

  private String engine() {
    return this == DSTREAM || this == SPARK_DSTREAM ? "dstream" : "structured";
  }
}
