package io.twinstream.ends;

import io.twinstream.api.InputRecord;
import io.twinstream.api.InputRecord.Header;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Records that the driver holds, as a partition of a micro-batch.
 *
 * @param lines the values as text, in order; null for a tombstone
 * @param arrivals when each arrived, epoch milliseconds
 * @param topics the topic of each; empty where there is none
 * @param offsets the offset of each; -1 where there is none
 * @param rest null where the records are lines and nothing else
 */
record LineBatch(String[] lines, long[] arrivals, String[] topics, long[] offsets, Rest rest)
    implements InputPartition {
  /** The columns that every source of the port has. */
  static final StructType SCHEMA =
      new StructType()
          .add("value", DataTypes.StringType, true)
          .add("arrivedAt", DataTypes.TimestampType, false)
          .add("topic", DataTypes.StringType, false)
          .add("partition", DataTypes.IntegerType, false)
          .add("offset", DataTypes.LongType, false)
          .add("key", DataTypes.BinaryType, true)
          .add("bytes", DataTypes.BinaryType, true)
          .add(
              "headers",
              DataTypes.createArrayType(
                  new StructType()
                      .add("key", DataTypes.StringType, true)
                      .add("value", DataTypes.BinaryType, true),
                  true),
              true);

  /** What records have that lines do not. */
  record Rest(int[] partitions, byte[][] keys, byte[][] values, Header[][] headers)
      implements Serializable {
    private static Rest of(List<InputRecord> records) {
      return new Rest(
          records.stream().mapToInt(InputRecord::partition).toArray(),
          records.stream().map(InputRecord::key).toArray(byte[][]::new),
          records.stream().map(InputRecord::valueBytes).toArray(byte[][]::new),
          records.stream()
              .map(each -> each.headers().toArray(Header[]::new))
              .toArray(Header[][]::new));
    }
  }

  /** Cuts lines into at most so many partitions of about the same size. */
  static InputPartition[] ofLines(List<InputRecord> lines, int most) {
    return partitions(lines, most, part -> null);
  }

  /** Cuts records into at most so many partitions of about the same size. */
  static InputPartition[] of(List<InputRecord> records, int most) {
    return partitions(records, most, Rest::of);
  }

  private static InputPartition[] partitions(
      List<InputRecord> records, int most, Function<List<InputRecord>, Rest> rest) {
    int count = Math.max(1, Math.min(most, records.size()));
    InputPartition[] partitions = new InputPartition[count];
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) records.size() * i / count);
      int until = (int) ((long) records.size() * (i + 1) / count);
      List<InputRecord> part = records.subList(from, until);
      partitions[i] =
          new LineBatch(
              part.stream().map(InputRecord::value).toArray(String[]::new),
              part.stream().mapToLong(InputRecord::arrivedAtMillis).toArray(),
              part.stream().map(InputRecord::topic).toArray(String[]::new),
              part.stream().mapToLong(InputRecord::offset).toArray(),
              rest.apply(part));
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
      UTF8String value = UTF8String.fromString(batch.lines[position]);
      Rest rest = batch.rest;
      return new GenericInternalRow(
          new Object[] {
            value,
            Math.multiplyExact(batch.arrivals[position], 1000L),
            UTF8String.fromString(batch.topics[position]),
            rest == null ? 0 : rest.partitions[position],
            batch.offsets[position],
            rest == null ? null : rest.keys[position],
            rest == null ? value.getBytes() : rest.values[position],
            rest == null ? null : headers(rest.headers[position])
          });
    }

    private static GenericArrayData headers(Header[] headers) {
      return new GenericArrayData(
          Arrays.stream(headers)
              .map(
                  header ->
                      new GenericInternalRow(
                          new Object[] {UTF8String.fromString(header.name()), header.value()}))
              .toArray());
    }

    @Override
    public void close() {}
  }
}
