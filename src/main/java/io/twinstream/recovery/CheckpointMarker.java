package io.twinstream.recovery;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.api.Engine;
import io.twinstream.api.TopicIds;
import io.twinstream.api.WindowAlignment;
import io.twinstream.error.FileErrors;
import io.twinstream.error.Secrets;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The file {@code twinstream.json} in a checkpoint directory: whose checkpoint it is, so that a run
 * never continues from that of another job or engine, or of the same job with other options, which
 * a recovered run would not heed.
 *
 * @param job the job's name
 * @param engine the engine that writes the checkpoint
 * @param options those that cannot change over a restart, by name; without passwords
 * @param runId eight hex digits, the same over all restarts from this checkpoint
 * @param windows how its windows go on from a savepoint; empty if it began without
 * @param savepoint the one that it began with
 * @param topics the ids of the topics it reads; none of a marker of an older version
 */
public record CheckpointMarker(
    String job,
    Engine engine,
    Map<String, String> options,
    String runId,
    Optional<WindowAlignment> windows,
    Optional<SavepointId> savepoint,
    TopicIds topics) {
  private static final String FILE = "twinstream.json";
  private static final String OWN = "twinstream.";
  private static final String NEW_FILE = FILE + ".new";
  private static final String PROBE = OWN + "probe";
  private static final int VERSION = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A password is neither kept nor shown, and another one is no other sink. */
  public CheckpointMarker {
    Map<String, String> masked = new TreeMap<>(options);
    masked.replaceAll((option, value) -> Secrets.masked(value));
    options = Collections.unmodifiableMap(masked);
  }

  /** Returns the marker of a run that keeps no checkpoint. */
  public static CheckpointMarker ofTemporary(String job, Engine engine) {
    return new CheckpointMarker(
        job,
        engine,
        Map.of(),
        UUID.randomUUID().toString().substring(0, 8),
        Optional.empty(),
        Optional.empty(),
        TopicIds.none());
  }

  /** Returns the same of a run that begins with a savepoint. */
  public CheckpointMarker with(Optional<WindowAlignment> before, Optional<SavepointId> begunWith) {
    return new CheckpointMarker(job, engine, options, runId, before, begunWith, topics);
  }

  /**
   * Checks that a run which has committed nothing yet begins with what it was begun with: what it
   * has planned stands where that savepoint was cut, and only its state goes with that. Where an
   * engine has begun the marker stays as it is, and so would not name another savepoint.
   *
   * @param given the savepoint that the run is started with
   * @param isBegun whether an engine has left something in the directory
   * @throws UserError if it is another, or missing
   */
  public void checkFirstStart(String directory, Optional<SavepointId> given, boolean isBegun) {
    if (savepoint.isPresent() && !given.filter(savepoint.get()::isSame).isPresent()) {
      throw UserError.usage(
          "checkpoint %s: was started with %s and has committed no batch yet, and this start is %s: start from savepoint %s again, or choose another directory"
              .formatted(
                  directory,
                  savepoint.get(),
                  given.map(other -> "with " + other).orElse("without a savepoint"),
                  savepoint.get().folder()));
    }
    if (savepoint.isEmpty() && given.isPresent() && isBegun) {
      throw UserError.usage(
          "checkpoint %s: was started without a savepoint and has committed no batch yet, and this start is with %s: start without it, or choose another directory"
              .formatted(directory, given.get()));
    }
  }

  /**
   * Returns the same of a run that reads these topics.
   *
   * @throws UserError if one of them was made anew since it was begun
   */
  public CheckpointMarker goingOn(TopicIds now, String directory) {
    topics.check(now, "checkpoint " + directory, "start with a new checkpoint");
    return topics.ids().isEmpty()
        ? new CheckpointMarker(job, engine, options, runId, windows, savepoint, now)
        : this;
  }

  /** Returns the zero time of the classic windows that the run has; 0 for none. */
  public long zeroTime() {
    return windows
        .map(WindowAlignment::zeroTimeMillis)
        .orElseGet(() -> Long.parseLong(options.getOrDefault("--zero-time", "0")));
  }

  /**
   * Returns the marker of a directory, or a new one if nothing was begun there; writes nothing.
   *
   * @throws UserError if the directory is a file, no checkpoint, or another's
   */
  public static CheckpointMarker of(
      String directory,
      String job,
      Engine engine,
      Map<String, String> options,
      Configuration hadoop) {
    CheckpointMarker own =
        new CheckpointMarker(
            job,
            engine,
            options,
            ofTemporary(job, engine).runId,
            Optional.empty(),
            Optional.empty(),
            TopicIds.none());
    Path folder = new Path(directory);
    try {
      FileSystem files = folder.getFileSystem(hadoop);
      if (!files.exists(folder)) {
        return own;
      }
      if (files.getFileStatus(folder).isFile()) {
        throw UserError.usage("checkpoint %s: is a file: name a directory".formatted(directory));
      }
      List<String> begun = begun(files, folder);
      Optional<Path> marker = marker(files, folder);
      if (begun.isEmpty()) {
        // A classic run writes rows before its first checkpoint file is there.
        return marker.isPresent()
            ? own.with(Optional.empty(), own.read(files, marker.get(), directory).savepoint)
            : own;
      }
      if (marker.isEmpty()) {
        throw UserError.usage(
            "checkpoint %s: is not a checkpoint of twinstream (it has %s and no %s): choose a new or empty directory"
                .formatted(directory, begun.get(0), FILE));
      }
      return own.checked(own.read(files, marker.get(), directory), directory);
    } catch (IOException | IllegalArgumentException e) {
      throw unreachable(directory, e);
    }
  }

  /**
   * Makes the directory if it is missing, and writes the marker if nothing was begun there.
   *
   * @throws UserError if that cannot be written
   */
  public void claim(String directory, Configuration hadoop) {
    Path folder = new Path(directory);
    try {
      FileSystem files = folder.getFileSystem(hadoop);
      Path probe = new Path(folder, PROBE);
      files.create(probe).close();
      files.delete(probe, false);
      if (begun(files, folder).isEmpty()) {
        write(files, new Path(folder, NEW_FILE), new Path(folder, FILE));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw unreachable(directory, e);
    }
  }

  /** Tells whether an engine has left something in a directory. */
  public static boolean isBegun(String directory, Configuration hadoop) {
    Path folder = new Path(directory);
    try {
      FileSystem files = folder.getFileSystem(hadoop);
      return files.exists(folder) && !begun(files, folder).isEmpty();
    } catch (IOException | IllegalArgumentException e) {
      throw unreachable(directory, e);
    }
  }

  /** After a crash between removing the marker and renaming the next one, that is the marker. */
  private static Optional<Path> marker(FileSystem files, Path folder) throws IOException {
    Path marker = new Path(folder, FILE);
    Path next = new Path(folder, NEW_FILE);
    return files.exists(marker)
        ? Optional.of(marker)
        : Optional.of(next).filter(any -> isWhole(files, next));
  }

  private static boolean isWhole(FileSystem files, Path marker) {
    try {
      return parse(files, marker) != null;
    } catch (IOException | IllegalArgumentException notThereOrCutOff) {
      return false;
    }
  }

  /** Returns the names of what an engine has left there. */
  private static List<String> begun(FileSystem files, Path folder) throws IOException {
    return Arrays.stream(files.listStatus(folder))
        .map(file -> file.getPath().getName())
        .filter(name -> !name.startsWith(OWN))
        .sorted()
        .toList();
  }

  private static UserError unreachable(String directory, Exception e) {
    return UserError.failed(
        "checkpoint %s: cannot be read or written (%s): choose a directory that can"
            .formatted(directory, FileErrors.reason(e)),
        e);
  }

  private CheckpointMarker read(FileSystem files, Path marker, String directory)
      throws IOException {
    try {
      return parse(files, marker);
    } catch (JacksonException | IllegalArgumentException e) {
      throw UserError.failed(
          "checkpoint %s: its %s is damaged and does not say whose it is: put it back; if it is that of %s on %s, write {\"version\":1,\"job\":\"%s\",\"engine\":\"%s\",\"run\":\"12345678\"} into it, with the eight digits in the names of its json: files"
              .formatted(directory, FILE, job, engine, job, engine),
          e);
    }
  }

  /**
   * Returns the marker of a directory, if twinstream wrote one.
   *
   * @throws IOException if it cannot be read, or is damaged
   */
  public static Optional<CheckpointMarker> find(String directory, Configuration hadoop)
      throws IOException {
    Path folder = new Path(directory);
    FileSystem files = folder.getFileSystem(hadoop);
    Optional<Path> marker = marker(files, folder);
    if (marker.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse(files, marker.get()));
    } catch (IllegalArgumentException e) {
      throw new IOException("%s is damaged: %s".formatted(marker.get(), e.getMessage()), e);
    }
  }

  private static CheckpointMarker parse(FileSystem files, Path marker) throws IOException {
    try (InputStream in = files.open(marker)) {
      JsonNode read = JSON.readTree(in);
      Map<String, String> begunWith = new TreeMap<>();
      read.path("options")
          .fields()
          .forEachRemaining(each -> begunWith.put(each.getKey(), each.getValue().asText()));
      JsonNode windows = read.path("windows");
      JsonNode begunFrom = read.path("savepoint");
      return new CheckpointMarker(
          read.required("job").asText(),
          Engine.valueOf(read.required("engine").asText().toUpperCase(Locale.ROOT)),
          begunWith,
          read.required("run").asText(),
          windows.isObject()
              ? Optional.of(
                  new WindowAlignment(millis(windows, "zeroTime"), millis(windows, "written")))
              : Optional.empty(),
          begunFrom.isObject() ? Optional.of(SavepointId.read(begunFrom)) : Optional.empty(),
          TopicIds.of(read.path("topics")));
    }
  }

  /** Returns a time; version 1 has it without its unit in its name. */
  private static long millis(JsonNode times, String name) {
    return times.path(name + "Millis").asLong(times.path(name).asLong());
  }

  /** Returns what was found, if it is this run's own. */
  private CheckpointMarker checked(CheckpointMarker found, String directory) {
    if (!found.job.equals(job) || found.engine != engine) {
      throw UserError.usage(
          "checkpoint %s: belongs to %s on %s, not to %s on %s: choose another directory"
              .formatted(directory, found.job, found.engine, job, engine));
    }
    for (Map.Entry<String, String> option : options.entrySet()) {
      String before = found.options.getOrDefault(option.getKey(), option.getValue());
      if (!before.equals(option.getValue())) {
        throw UserError.usage(
            "checkpoint %s: was started with %s %s, not %s, and continues as it was started: write that again, or choose another directory"
                .formatted(directory, option.getKey(), before, option.getValue()));
      }
    }
    return found;
  }

  /** Appears whole or not at all. */
  private void write(FileSystem files, Path unfinished, Path marker) throws IOException {
    ObjectNode json =
        JSON.createObjectNode()
            .put("version", VERSION)
            .put("job", job)
            .put("engine", engine.label())
            .put("run", runId);
    options.forEach(json.putObject("options")::put);
    windows.ifPresent(
        before ->
            json.putObject("windows")
                .put("zeroTimeMillis", before.zeroTimeMillis())
                .put("writtenMillis", before.writtenMillis()));
    savepoint.ifPresent(begunWith -> begunWith.write(json.putObject("savepoint")));
    if (!topics.ids().isEmpty()) {
      topics.write(json.putObject("topics"));
    }
    try (OutputStream out = files.create(unfinished)) {
      out.write(JSON.writeValueAsBytes(json));
    }
    files.delete(marker, false);
    if (!files.rename(unfinished, marker)) {
      throw new IOException("cannot rename " + unfinished + " to " + marker);
    }
  }
}
