package io.twinstream.migration.inspect;

import io.twinstream.error.UserError;
import io.twinstream.recovery.CheckpointMarker;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Reads the newest readable file of a classic checkpoint. */
final class DStreamCheckpointReader {
  static final Pattern FILE = Pattern.compile("checkpoint-(\\d{1,18})(\\.bk)?");
  private static final String CHECKPOINT = "org.apache.spark.streaming.Checkpoint";

  /** Enough for {@link Limits#CHECKPOINT}'s depth; only what is used takes memory. */
  private static final long STACK_BYTES = 64L << 20;

  private final String folder;
  private final Path path;
  private final FileSystem files;
  private final List<String> notUnderstood = new ArrayList<>();

  private DStreamCheckpointReader(String folder, Path path, FileSystem files) {
    this.folder = folder;
    this.path = path;
    this.files = files;
  }

  /** A file with what it says of itself. */
  private record Content(
      String file, String codec, Instance root, List<Object> all, long newest, boolean isBackup) {}

  /**
   * Reads a folder that has checkpoint files.
   *
   * @throws UserError if none of them can be read
   */
  static DStreamCheckpoint read(
      String folder, Path path, FileSystem files, Optional<CheckpointMarker> marker)
      throws IOException {
    return new DStreamCheckpointReader(folder, path, files).read(marker);
  }

  /**
   * Spark writes a file when a batch is planned and again when it is completed; under the name of
   * the newest batch, with the file before it kept as backup. The newest by its content is the one
   * that knows of the newest batch, planned or completed.
   */
  private DStreamCheckpoint read(Optional<CheckpointMarker> marker) throws IOException {
    List<DStreamCheckpoint.Unread> unread = new ArrayList<>();
    Content newest = null;
    for (String name : names()) {
      try {
        Content content = onDeepStack(() -> content(name));
        if (newest == null || content.newest > newest.newest) {
          newest = content;
        }
      } catch (IOException | NoSuchElementException e) {
        if (newest == null) {
          unread.add(new DStreamCheckpoint.Unread(name, reason(e)));
        }
      }
    }
    if (newest == null) {
      throw UserError.failed(
          "checkpoint %s: none of its %d files can be read; the newest, %s: %s: give a copy that is whole"
              .formatted(folder, unread.size(), unread.get(0).file(), unread.get(0).reason()));
    }
    try {
      Content used = newest;
      return onDeepStack(() -> interpret(used, unread, marker));
    } catch (NoSuchElementException e) {
      throw UserError.failed(
          "checkpoint %s: %s is not a checkpoint that Spark 1.3 to 4.1 would write: %s"
              .formatted(folder, newest.file, e.getMessage()),
          e);
    }
  }

  /** The newest first, a file before its backup. */
  private List<String> names() throws IOException {
    List<Matcher> found = new ArrayList<>();
    for (FileStatus status : files.listStatus(path)) {
      Matcher name = FILE.matcher(status.getPath().getName());
      if (status.isFile() && name.matches()) {
        found.add(name);
      }
    }
    found.sort(
        Comparator.<Matcher>comparingLong(name -> Long.parseLong(name.group(1)))
            .reversed()
            .thenComparing(name -> name.group(2) != null));
    return found.stream().map(Matcher::group).toList();
  }

  private Content content(String name) throws IOException {
    try (InputStream in = new BufferedInputStream(files.open(new Path(path, name)))) {
      Compression.Decompressed decompressed = Compression.decompress(in);
      ObjectStream stream = ObjectStream.open(decompressed.content(), Limits.CHECKPOINT);
      if (!(stream.next() instanceof Instance root) || !root.isA(CHECKPOINT)) {
        throw new IOException("holds no " + CHECKPOINT);
      }
      long newest = Graph.millis(root.get("checkpointTime"));
      for (long pending : times(root.get("pendingTimes"))) {
        newest = Math.max(newest, pending);
      }
      return new Content(
          name, decompressed.codec().label(), root, stream.all(), newest, name.endsWith(".bk"));
    }
  }

  private DStreamCheckpoint interpret(
      Content content, List<DStreamCheckpoint.Unread> unread, Optional<CheckpointMarker> marker)
      throws IOException {
    Instance root = content.root;
    Instance graph = root.instance("graph");
    String writtenAs = root.text("checkpointDir").orElse("");
    List<DStreamCheckpoint.Input> inputs = new ArrayList<>();
    for (Object input : CollectionValues.elements(graph.get("inputStreams"))) {
      understood("an input stream", () -> Inputs.read((Instance) input)).ifPresent(inputs::add);
    }
    Optional<Graph> operators = understood("the operators", () -> new Graph(graph));
    return new DStreamCheckpoint(
        folder,
        writtenAs,
        content.file,
        content.codec,
        scala(content.all),
        unread,
        marker,
        root.text("framework").orElse(""),
        root.text("master").orElse(""),
        Graph.millis(graph.get("batchDuration")),
        Graph.millis(graph.get("zeroTime")),
        Graph.millis(root.get("checkpointTime")),
        root.get("checkpointDuration") == null ? 0 : Graph.millis(root.get("checkpointDuration")),
        times(root.get("pendingTimes")),
        inputs,
        inputs.stream().anyMatch(DStreamCheckpoint.Input::isReceiver)
            ? ReceivedBlocksReader.read(path, files)
            : Optional.empty(),
        operators.map(known -> states(known, writtenAs)).orElse(List.of()),
        operators.map(Graph::outputs).orElse(List.of()),
        understood("the configuration", () -> Settings.of(root.get("sparkConfPairs")))
            .orElse(List.of()),
        applicationClasses(content.all),
        notUnderstood);
  }

  private List<DStreamCheckpoint.State> states(Graph graph, String writtenAs) {
    List<DStreamCheckpoint.State> states = new ArrayList<>();
    for (Map.Entry<Integer, Instance> each : graph.streams().entrySet()) {
      understood(
              "the state of operator " + each.getKey(),
              () ->
                  States.read(
                      each.getKey(), each.getValue(), new MovedPaths(writtenAs, path, files)))
          .flatMap(state -> state)
          .ifPresent(states::add);
    }
    return states;
  }

  /** What is not as Spark writes it is told, and left out. */
  private <T> Optional<T> understood(String what, Supplier<T> read) {
    try {
      return Optional.of(read.get());
    } catch (NoSuchElementException | ClassCastException e) {
      notUnderstood.add("%s: %s".formatted(what, e.getMessage()));
      return Optional.empty();
    }
  }

  private static List<Long> times(Object array) {
    return CollectionValues.elements(array).stream().map(Graph::millis).sorted().toList();
  }

  private static Optional<String> scala(List<Object> all) {
    for (Object each : all) {
      if (each instanceof ClassDescription type) {
        switch (type.name()) {
          case "scala.collection.generic.DefaultSerializationProxy":
            return Optional.of("2.13");
          case "scala.collection.immutable.List$SerializationProxy", "scala.Serializable":
            return Optional.of("2.12 or older");
          default:
            break;
        }
      }
    }
    return Optional.empty();
  }

  /** Those of lambdas too, which the stream names as text. */
  private static SortedSet<String> applicationClasses(List<Object> all) {
    SortedSet<String> names = new TreeSet<>();
    for (Object each : all) {
      if (each instanceof ClassDescription type) {
        names.add(type.name().replaceAll("^\\[+L(.*);$", "$1"));
      } else if (each instanceof Instance lambda
          && lambda.isA("java.lang.invoke.SerializedLambda")) {
        lambda.text("implClass").ifPresent(name -> names.add(name.replace('/', '.')));
      }
    }
    names.removeIf(
        name ->
            name.matches(
                "(java|javax|scala|org\\.apache\\.(spark|kafka|hadoop))\\..*|\\[.*|proxy of .*"));
    return names;
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** A graph may be as deep as its writer's stack let it be. */
  private static <T> T onDeepStack(Callable<T> read) throws IOException {
    FutureTask<T> task = new FutureTask<>(read);
    new Thread(null, task, "checkpoint reader", STACK_BYTES).start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.failed("interrupted", e);
    }
  }
}
