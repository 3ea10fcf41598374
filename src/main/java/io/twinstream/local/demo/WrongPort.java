package io.twinstream.local.demo;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import io.twinstream.api.WindowAlignment;
import io.twinstream.jobs.wordcount.CountedWord;
import io.twinstream.jobs.wordcount.StructuredWordCount;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A port of word count that is wrong in a usual way, and what {@code compare} should call it. */
enum WrongPort {
  /** What most people write first: {@code groupBy} on the stream keeps its counts. */
  CUMULATIVE(
      "CUMULATIVE", "groupBy(\"word\").count() on the stream instead of on each micro-batch") {
    @Override
    StructuredTwin<CountedWord> twin() {
      return new Topology(AppliesTo.STREAM) {
        @Override
        public Dataset<CountedWord> topology(PortInput in) {
          return RIGHT.topology(in);
        }
      };
    }
  },

  /** A port that handles a micro-batch when the next one comes. */
  SHIFTED("SHIFTED_BATCH", "each micro-batch counts the lines of the one before it") {
    @Override
    StructuredTwin<CountedWord> twin() {
      return new Topology(AppliesTo.MICRO_BATCH) {
        private List<Row> before = List.of();

        @Override
        public Dataset<CountedWord> topology(PortInput in) {
          List<Row> lines = before;
          before = in.lines().collectAsList();
          return RIGHT.topology(
              new Lines(in, in.session().createDataFrame(lines, in.lines().schema())));
        }
      };
    }
  },

  /** A retry that writes a part of its rows again. */
  DUPLICATED("DUPLICATE_ROW", "rows of one partition are written twice, as by a retried append") {
    @Override
    StructuredTwin<CountedWord> twin() {
      return new Topology(AppliesTo.MICRO_BATCH) {
        @Override
        public Dataset<CountedWord> topology(PortInput in) {
          Dataset<CountedWord> rows = RIGHT.topology(in);
          return rows.union(rows.where("pmod(hash(word), 4) = 0"));
        }
      };
    }
  };

  private static final StructuredWordCount RIGHT = new StructuredWordCount();

  private final String kind;
  private final String mistake;

  WrongPort(String kind, String mistake) {
    this.kind = kind;
    this.mistake = mistake;
  }

  abstract StructuredTwin<CountedWord> twin();

  /** Returns the kind of divergence that the report should name. */
  String kind() {
    return kind;
  }

  /** Returns what is wrong with the port. */
  String mistake() {
    return mistake;
  }

  private abstract static class Topology implements StructuredTwin<CountedWord> {
    private final AppliesTo appliesTo;

    Topology(AppliesTo appliesTo) {
      this.appliesTo = appliesTo;
    }

    @Override
    public AppliesTo appliesTo() {
      return appliesTo;
    }
  }

  /** An input with other lines. */
  private record Lines(PortInput in, Dataset<Row> lines) implements PortInput {
    @Override
    public SparkSession session() {
      return in.session();
    }

    @Override
    public <S> KeyValueGroupedDataset<String, S> state(Encoder<S> state, String... fields) {
      return in.state(state, fields);
    }

    @Override
    public Optional<Dataset<Row>> values(String field) {
      return in.values(field);
    }

    @Override
    public WindowAlignment windows(long zeroTimeMillis) {
      return in.windows(zeroTimeMillis);
    }
  }
}
