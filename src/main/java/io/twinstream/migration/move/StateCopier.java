package io.twinstream.migration.move;

import io.twinstream.error.UserError;
import io.twinstream.migration.inspect.DStreamCheckpoint;
import io.twinstream.migration.inspect.FieldChoice;
import io.twinstream.migration.inspect.StateRecords;
import io.twinstream.migration.inspect.StructuredCheckpoint;
import io.twinstream.migration.inspect.UnreadableValueException;
import io.twinstream.savepoint.StateCopy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.input.PortableDataStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Copies the state of one operator into Parquet files, row by row on the executors. */
final class StateCopier {
  private static final int LOOKED_AT = 1_000;
  private static final Pattern STATE_STORE =
      Pattern.compile(
          "org\\.apache\\.spark\\.sql\\.execution\\.(streaming|datasources\\.v2)\\.state\\.");

  private final SparkSession session;
  private final FieldChoice fields;

  StateCopier(SparkSession session) {
    this(session, FieldChoice.ALL);
  }

  StateCopier(SparkSession session, FieldChoice fields) {
    this.session = session;
    this.fields = fields;
  }

  /**
   * Copies the state of a DStream operator.
   *
   * @throws UserError if it cannot be read
   */
  StateCopy copy(DStreamCheckpoint checkpoint, Plan.State state, String target) {
    PartReader reader = PartReader.of(checkpoint, fields);
    StateType before = StateColumns.before(checkpoint, state);
    try {
      if (state.parts() == 0) {
        return StateFiles.copy(
            state.name(), session.createDataFrame(List.of(), columns(before)), target);
      }
      JavaPairRDD<String, PortableDataStream> parts =
          JavaSparkContext.fromSparkContext(session.sparkContext())
              .binaryFiles(new Path(state.place(), "part-*").toString());
      long found = parts.count();
      if (found != state.parts()) {
        throw new NoSuchElementException(
            "it has %d of the %d parts that it had a moment ago: the application is running, or something removes them"
                .formatted(found, state.parts()));
      }
      JavaRDD<Map<String, Object>> rows = parts.values().flatMap(part -> reader.read(part::open));
      return copyOnce(state.name(), before, rows, target);
    } catch (Exception e) {
      throw unreadable(state, e);
    }
  }

  /**
   * Copies a table of a query's state.
   *
   * @throws UserError if it cannot be read
   */
  StateCopy copy(StructuredCheckpoint checkpoint, Plan.State state, String target) {
    try {
      return StateFiles.copy(state.name(), QueryState.rows(session, checkpoint, state), target);
    } catch (Exception e) {
      if (isOfStateStore(e)) {
        throw unreadable(state, e);
      }
      throw e; // such as a target that cannot be written
    }
  }

  private static boolean isOfStateStore(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      for (StackTraceElement frame : each.getStackTrace()) {
        if (STATE_STORE.matcher(frame.getClassName()).lookingAt()) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Reads the state once if its first rows show the types of all; else, as a field that is null in
   * one row may have a type in the next, once more, after a look at every row.
   */
  private StateCopy copyOnce(
      String name, StateType before, JavaRDD<Map<String, Object>> rows, String target)
      throws IOException {
    try {
      StateType type = type(before, rows.mapPartitions(StateCopier::first));
      return StateFiles.copy(name, typed(rows, type), target);
    } catch (Exception e) {
      if (!isOfOtherType(e)) {
        throw e;
      }
      Path begun = new Path(target);
      begun.getFileSystem(session.sparkContext().hadoopConfiguration()).delete(begun, true);
      return StateFiles.copy(name, typed(rows, type(before, rows)), target);
    }
  }

  private static Iterator<Map<String, Object>> first(Iterator<Map<String, Object>> rows) {
    List<Map<String, Object>> first = new ArrayList<>();
    while (rows.hasNext() && first.size() < LOOKED_AT) {
      first.add(rows.next());
    }
    return first.iterator();
  }

  private Dataset<Row> typed(JavaRDD<Map<String, Object>> rows, StateType type) {
    return session.createDataFrame(rows.map(row -> (Row) type.inColumn(row)), columns(type));
  }

  private static StructType columns(StateType type) {
    return (StructType) type.column();
  }

  private static boolean isOfOtherType(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof StateType.OtherTypeException) {
        return true;
      }
    }
    return false;
  }

  private static StateType type(StateType before, JavaRDD<Map<String, Object>> rows)
      throws IOException {
    StateType type = before;
    // As bytes, as the session may be set to Kryo.
    for (byte[] part : rows.mapPartitions(StateCopier::typeOfPart).collect()) {
      StateType rest = type;
      try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(part))) {
        type = type.merged((StateType) in.readObject());
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(e);
      } catch (NoSuchElementException e) {
        throw UnreadableValueException.of(otherThan(rest, rows), e);
      }
    }
    return type;
  }

  /** Returns a key whose state is of another type. */
  private static String otherThan(StateType type, JavaRDD<Map<String, Object>> rows) {
    return rows.filter(row -> !StateColumns.canHold(type, row))
        .map(row -> String.valueOf(row.get(StateRecords.KEY)))
        .first();
  }

  private static Iterator<byte[]> typeOfPart(Iterator<Map<String, Object>> rows)
      throws IOException {
    StateType type = StateType.NONE;
    while (rows.hasNext()) {
      type = StateColumns.with(type, rows.next());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(type);
    }
    return List.of(bytes.toByteArray()).iterator();
  }

  static UserError unreadable(Plan.State state, Exception failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof NoSuchElementException)) {
      cause = cause.getCause();
    }
    String message = cause instanceof SparkException ? firstLine(cause) : cause.getMessage();
    return UserError.failed(
        "state %s in %s: cannot be read: %s".formatted(state.name(), state.place(), message),
        failure);
  }

  private static String firstLine(Throwable cause) {
    return cause.getMessage().lines().findFirst().orElse("");
  }
}
