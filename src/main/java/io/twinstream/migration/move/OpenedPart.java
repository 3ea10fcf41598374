package io.twinstream.migration.move;

import io.twinstream.migration.inspect.StateRecords;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** A part of a state RDD of which not all may be read: closes what was opened of it. */
final class OpenedPart implements StateRecords.Part, AutoCloseable {
  private final StateRecords.Part part;
  private final List<InputStream> opened = new ArrayList<>();

  OpenedPart(StateRecords.Part part) {
    this.part = part;
  }

  @Override
  public InputStream open() throws IOException {
    InputStream in = part.open();
    opened.add(in);
    return in;
  }

  @Override
  public void close() throws IOException {
    for (InputStream in : opened) {
      in.close();
    }
  }
}
