package io.twinstream.ends.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.api.RowFormat;
import io.twinstream.ends.ColumnType;
import io.twinstream.ends.StorableText;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/**
 * Writes rows as a Parquet file, compressed with Snappy.
 *
 * @param sink as it was written on the command line
 * @param columns of the row, and their types
 * @param more columns that come first and are the same in each row: whole numbers and texts
 */
public record PartParquet<R>(
    String sink,
    RowFormat format,
    LinkedHashMap<String, ColumnType> columns,
    LinkedHashMap<String, Object> more)
    implements Staging.PartWriter<R> {

  @Override
  public void write(Iterator<R> rows, FileSystem files, Path file) throws IOException {
    MessageType schema = schema();
    try (ParquetWriter<Group> out =
        ExampleParquetWriter.builder(new NewFile(sink, files, file))
            .withType(schema)
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .withConf(files.getConf())
            .build()) {
      while (rows.hasNext()) {
        out.write(group(schema, format.toNode(rows.next())));
      }
    }
  }

  private MessageType schema() {
    Types.MessageTypeBuilder schema = Types.buildMessage();
    more.forEach(
        (column, value) ->
            add(schema, column, value instanceof Long ? ColumnType.INTEGER : ColumnType.TEXT));
    columns.forEach((column, type) -> add(schema, column, type));
    return schema.named("row");
  }

  private static void add(Types.MessageTypeBuilder schema, String column, ColumnType type) {
    switch (type) {
      case INTEGER -> schema.optional(PrimitiveTypeName.INT64).named(column);
      case REAL -> schema.optional(PrimitiveTypeName.DOUBLE).named(column);
      case BOOLEAN -> schema.optional(PrimitiveTypeName.BOOLEAN).named(column);
      // No precision of a decimal in Parquet holds every number.
      case DECIMAL, TEXT ->
          schema
              .optional(PrimitiveTypeName.BINARY)
              .as(LogicalTypeAnnotation.stringType())
              .named(column);
    }
  }

  private Group group(MessageType schema, ObjectNode row) {
    Group group = new SimpleGroup(schema);
    for (Map.Entry<String, Object> column : more.entrySet()) {
      if (column.getValue() instanceof Long number) {
        group.add(column.getKey(), number);
      } else {
        group.add(column.getKey(), column.getValue().toString());
      }
    }
    columns.forEach(
        (column, type) -> {
          JsonNode value = row.required(column);
          if (!value.isNull()) {
            add(group, column, type, value);
          }
        });
    return group;
  }

  private static void add(Group group, String column, ColumnType type, JsonNode value) {
    switch (type) {
      case INTEGER -> group.add(column, value.asLong());
      // JSON has NaN and the infinities as texts.
      case REAL -> group.add(column, Double.parseDouble(value.asText()));
      case BOOLEAN -> group.add(column, value.asBoolean());
      case DECIMAL -> group.add(column, value.decimalValue().toPlainString());
      case TEXT ->
          group.add(
              column,
              StorableText.wellFormed(value.isValueNode() ? value.asText() : value.toString()));
    }
  }

  /** A file on any file system of Hadoop's, without a checksum file beside it. */
  private record NewFile(String sink, FileSystem files, Path path) implements OutputFile {
    @Override
    public PositionOutputStream create(long blockSize) throws IOException {
      return new Counted(DirectoryErrors.named(sink, files.create(path)));
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSize) throws IOException {
      return create(blockSize);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return files.getDefaultBlockSize(path);
    }

    @Override
    public String getPath() {
      return path.toString();
    }
  }

  private static final class Counted extends PositionOutputStream {
    private final OutputStream out;
    private long position;

    Counted(OutputStream out) {
      this.out = out;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int one) throws IOException {
      out.write(one);
      position++;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
      position += length;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
