package io.twinstream.ends;

import io.twinstream.ends.recording.Recording;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Lines that the driver holds, as a partition of a micro-batch.
 *
 * @param lines the lines, in order
 * @param arrivals when each arrived, epoch milliseconds
 * @param topics the topic of each; empty where there is none
 * @param offsets the offset of each; -1 where there is none
 */
record LineBatch(String[] lines, long[] arrivals, String[] topics, long[] offsets)
    implements InputPartition {
  /** The columns that every source of the port has. */
  static final StructType SCHEMA =
      new StructType()
          .add("value", DataTypes.StringType, false)
          .add("arrivedAt", DataTypes.TimestampType, false)
          .add("topic", DataTypes.StringType, false)
          .add("partition", DataTypes.IntegerType, false)
          .add("offset", DataTypes.LongType, false);

  /** Cuts lines into at most so many partitions of about the same size. */
  static InputPartition[] partitions(List<Recording.Entry> entries, int most) {
    int count = Math.max(1, Math.min(most, entries.size()));
    InputPartition[] partitions = new InputPartition[count];
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) entries.size() * i / count);
      int until = (int) ((long) entries.size() * (i + 1) / count);
      List<Recording.Entry> part = entries.subList(from, until);
      partitions[i] =
          new LineBatch(
              part.stream().map(Recording.Entry::line).toArray(String[]::new),
              part.stream().mapToLong(Recording.Entry::arrivalMillis).toArray(),
              part.stream().map(Recording.Entry::topic).toArray(String[]::new),
              part.stream().mapToLong(Recording.Entry::offset).toArray());
    }
    return partitions;
  }

  /** Makes readers on executors. */
  static final class ReaderFactory implements PartitionReaderFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public PartitionReader<InternalRow> createReader(InputPartition partition) {
      return new Reader((LineBatch) partition);
    }
  }

  private static final class Reader implements PartitionReader<InternalRow> {
    private final LineBatch batch;
    private int position = -1;

    private Reader(LineBatch batch) {
      this.batch = batch;
    }

    @Override
    public boolean next() {
      position++;
      return position < batch.lines.length;
    }

    @Override
    public InternalRow get() {
      long micros = Math.multiplyExact(batch.arrivals[position], 1000L);
      return new GenericInternalRow(
          new Object[] {
            UTF8String.fromString(batch.lines[position]),
            micros,
            UTF8String.fromString(batch.topics[position]),
            0,
            batch.offsets[position]
          });
    }

    @Override
    public void close() {}
  }
}
