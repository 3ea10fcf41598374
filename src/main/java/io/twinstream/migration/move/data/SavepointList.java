package io.twinstream.migration.move.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.error.DurationText;
import io.twinstream.error.FileErrors;
import io.twinstream.error.Plural;
import io.twinstream.error.UserError;
import io.twinstream.savepoint.Savepoint;
import io.twinstream.savepoint.Savepoints;
import io.twinstream.savepoint.StateCopy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The savepoints below a folder, and how one is disposed of. */
public final class SavepointList {
  private static final int DEPTH = 6;
  private static final Set<String> OWN = Set.of(Savepoint.FILE, Savepoint.SHA256, Savepoint.STATE);

  private final Configuration hadoop;
  private final List<Entry> entries = new ArrayList<>();

  private SavepointList(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  /**
   * A savepoint.
   *
   * @param content null if it cannot be read
   * @param problem why not; null if it can
   */
  private record Entry(String folder, Savepoint content, String problem, long bytes) {
    long keys() {
      return content.states().stream().mapToLong(StateCopy::rows).sum();
    }

    /** The cut as people know it: a time, or the number of a micro-batch. */
    String cut() {
      long batch = content.cut().batch();
      return content.engine().equals("structured")
          ? "micro-batch " + batch
          : Instant.ofEpochMilli(batch).toString();
    }
  }

  /**
   * Lists the savepoints in a folder and below it.
   *
   * @throws UserError if there is no such folder
   */
  public static SavepointList below(String folder, Configuration hadoop) throws IOException {
    SavepointList list = new SavepointList(hadoop);
    Path path = new Path(folder);
    FileSystem files = path.getFileSystem(hadoop);
    if (!files.exists(path) || files.getFileStatus(path).isFile()) {
      throw UserError.usage("%s: there is no such folder".formatted(folder));
    }
    list.add(files, path, DEPTH);
    return list;
  }

  private void add(FileSystem files, Path folder, int depth) throws IOException {
    if (files.exists(new Path(folder, Savepoint.FILE))) {
      entries.add(entry(files, folder));
      return;
    }
    if (depth == 0) {
      return;
    }
    FileStatus[] all = files.listStatus(folder);
    Arrays.sort(all, Comparator.comparing(FileStatus::getPath));
    for (FileStatus each : all) {
      if (each.isDirectory() && !each.getPath().getName().startsWith(".")) {
        add(files, each.getPath(), depth - 1);
      }
    }
  }

  private Entry entry(FileSystem files, Path folder) throws IOException {
    String name = Path.getPathWithoutSchemeAndAuthority(folder).toString();
    long bytes = files.getContentSummary(folder).getLength();
    try {
      return new Entry(name, Savepoints.read(folder.toString(), hadoop), null, bytes);
    } catch (UserError e) {
      return new Entry(name, null, e.getMessage(), bytes);
    }
  }

  /** Returns them as a table for people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    long now = System.currentTimeMillis();
    for (Entry each : entries) {
      if (each.content() == null) {
        text.append("%s%n  %s%n".formatted(each.folder(), each.problem()));
        continue;
      }
      Savepoint content = each.content();
      text.append(
          "%s%n  %s, %s, cut at %s, %s, %s, made %s ago%s%n"
              .formatted(
                  each.folder(),
                  content.job() == null ? "unknown job" : content.job(),
                  content.engine(),
                  each.cut(),
                  Plural.of(each.keys(), "key"),
                  size(each.bytes()),
                  age(Duration.ofMillis(Math.max(0, now - content.madeAtMillis()))),
                  content.history().isEmpty()
                      ? ""
                      : ", " + Plural.of(content.history().size(), "change")));
    }
    text.append(Plural.of(entries.size(), "savepoint")).append('\n');
    return text.toString();
  }

  /** Returns them for programs. */
  public String json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("version", 1);
    ArrayNode all = json.putArray("savepoints");
    for (Entry each : entries) {
      ObjectNode one = all.addObject().put("folder", each.folder()).put("bytes", each.bytes());
      if (each.content() == null) {
        one.put("problem", each.problem());
        continue;
      }
      one.put("job", each.content().job())
          .put("engine", each.content().engine())
          .put("cut", each.content().cut().batch())
          .put("keys", each.keys())
          .put("madeAtMillis", each.content().madeAtMillis())
          .put("edits", each.content().history().size());
    }
    return json.toPrettyString();
  }

  private static String size(long bytes) {
    String[] units = {"bytes", "KB", "MB", "GB", "TB"};
    double size = bytes;
    int unit = 0;
    while (size >= 1_000 && unit < units.length - 1) {
      size /= 1_000;
      unit++;
    }
    return unit == 0 ? bytes + " bytes" : "%.1f %s".formatted(size, units[unit]);
  }

  private static String age(Duration age) {
    return age.toDays() >= 2
        ? age.toDays() + " days"
        : age.toHours() >= 2 ? age.toHours() + " hours" : DurationText.show(age);
  }

  /**
   * Checks that a folder holds a savepoint and nothing else.
   *
   * @throws UserError if not
   */
  public static void checkDisposable(String folder, Configuration hadoop) throws IOException {
    Savepoints.read(folder, hadoop);
    Path path = new Path(folder);
    for (FileStatus each : path.getFileSystem(hadoop).listStatus(path)) {
      String name = each.getPath().getName();
      if (!OWN.contains(name)) {
        throw UserError.usage(
            "savepoint %s: holds %s too, which is no part of it: move that away, or delete the folder yourself"
                .formatted(folder, name));
      }
    }
  }

  /** Deletes a savepoint; what says that it is one goes last, so that this can be done again. */
  public static void dispose(String folder, Configuration hadoop) throws IOException {
    Path path = new Path(folder);
    FileSystem files = path.getFileSystem(hadoop);
    try {
      for (String part : List.of(Savepoint.STATE, Savepoint.SHA256, Savepoint.FILE)) {
        files.delete(new Path(path, part), true);
      }
      if (!files.delete(path, true) && files.exists(path)) {
        throw new IOException("the file system does not say why");
      }
    } catch (IOException e) {
      throw UserError.failed(
          "savepoint %s: cannot be deleted (%s)".formatted(folder, FileErrors.reason(e)), e);
    }
  }
}
