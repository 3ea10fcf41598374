package io.twinstream.migration.inspect;

import com.google.common.base.Joiner;
import io.twinstream.recovery.CheckpointMarker;
import io.twinstream.savepoint.TopicPartition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes what a checkpoint holds for people: what a restart would do first, then the details. */
final class TextReport {
  private static final int MOST_FILES = 20;
  private static final int MOST_BATCHES = 20;

  private final StringBuilder text = new StringBuilder();

  private TextReport() {}

  /** Returns the report, with a line feed at the end. */
  public static String of(Checkpoint checkpoint) {
    TextReport report = new TextReport();
    if (checkpoint instanceof DStreamCheckpoint classic) {
      report.write(classic);
    } else if (checkpoint instanceof StructuredCheckpoint query) {
      report.write(query);
    }
    return report.text.toString();
  }

  private void write(DStreamCheckpoint checkpoint) {
    line("DStream checkpoint %s", checkpoint.folder());
    line(
        "  file         %s, %s%s",
        checkpoint.file(),
        checkpoint.codec(),
        checkpoint.scala().map(line -> ", Scala " + line).orElse(""));
    for (DStreamCheckpoint.Unread unread : checkpoint.unread()) {
      line("  not read     %s: %s", unread.file(), unread.reason());
    }
    if (!checkpoint.writtenAs().equals(checkpoint.folder())) {
      line("  written as   %s", checkpoint.writtenAs());
    }
    job(checkpoint.marker());
    line("  application  %s on %s", checkpoint.application(), checkpoint.master());
    line(
        "  batches      every %,d ms, zero time %s",
        checkpoint.batchMillis(), time(checkpoint.zeroTime()));
    line("  checkpoint   of batch %s", time(checkpoint.checkpointTime()));
    line(
        "  pending      %s",
        checkpoint.pending().isEmpty()
            ? "none"
            : checkpoint.pending().stream()
                .map(TextReport::time)
                .collect(Collectors.joining(", ")));
    for (DStreamCheckpoint.Input input : checkpoint.inputs()) {
      input(input);
      checkpoint.received().ifPresent(received -> waiting(received, input.id()));
    }
    checkpoint.states().forEach(this::state);
    title("Operators, from the outputs to the inputs");
    checkpoint.outputs().forEach(output -> operator(output, "  "));
    title("Classes of the application that a restart needs");
    checkpoint.applicationClasses().forEach(name -> line("  %s", name));
    settings(checkpoint.settings());
    notUnderstood(checkpoint.notUnderstood());
  }

  private void input(DStreamCheckpoint.Input input) {
    title("Input %d: %s", input.id(), input.kind());
    line("  %s", input.className());
    input.details().forEach((name, value) -> line("  %s = %s", name, value));
    offsets(input.current());
    newest(input.ranges())
        .forEach(
            (batch, ranges) ->
                line(
                    "  batch %s  %s",
                    time(batch),
                    ranges.stream()
                        .map(
                            range ->
                                "%s [%d, %d)"
                                    .formatted(range.partition(), range.from(), range.until()))
                        .collect(Collectors.joining("  "))));
    if (!input.files().isEmpty()) {
      line(
          "  %,d files consumed since batch %s",
          input.files().values().stream().mapToInt(List::size).sum(),
          time(input.files().firstKey()));
    }
    SortedMap<Long, List<String>> withFiles = new TreeMap<>(input.files());
    withFiles.values().removeIf(List::isEmpty);
    newest(withFiles)
        .forEach(
            (batch, paths) -> {
              line("  batch %s  %,d files", time(batch), paths.size());
              paths.stream().limit(MOST_FILES).forEach(path -> line("    %s", path));
              more(paths.size(), MOST_FILES, "files");
            });
  }

  private void waiting(DStreamCheckpoint.Received received, int input) {
    List<DStreamCheckpoint.Received.Block> waiting = received.waiting(input);
    line(
        "  blocks that no batch has: %,d (%,d records were counted)",
        waiting.size(), waiting.stream().mapToLong(block -> block.records().orElse(0)).sum());
    received
        .newestInBatches(input)
        .forEach(
            (shard, range) ->
                line("  %s  in a batch up to sequence number %s", shard, range.until()));
    received
        .newestWaiting(input)
        .forEach(
            (shard, range) ->
                line("  %s  in no batch up to sequence number %s", shard, range.until()));
    received.unread().ifPresent(why -> line("  not read     %s", why));
  }

  /** The newest batches; says how many there are before them. */
  private <T> SortedMap<Long, T> newest(SortedMap<Long, T> batches) {
    if (batches.size() <= MOST_BATCHES) {
      return batches;
    }
    more(batches.size(), MOST_BATCHES, "older batches");
    long first = batches.keySet().stream().skip(batches.size() - MOST_BATCHES).findFirst().get();
    return batches.tailMap(first);
  }

  private void state(DStreamCheckpoint.State state) {
    title("State %s, checkpointed every %,d ms", state.name(), state.intervalMillis());
    line("  %s", state.site().isEmpty() ? state.className() : state.site());
    if (state.checkpoints().isEmpty()) {
      line("  none yet");
    }
    for (DStreamCheckpoint.State.Rdd rdd : state.checkpoints()) {
      line("  batch %s  %s  %s", time(rdd.batch()), rdd.describe(), rdd.path());
    }
  }

  private void operator(DStreamCheckpoint.Operator operator, String indent) {
    String details =
        operator.details().isEmpty() ? "" : " (" + String.join("; ", operator.details()) + ")";
    line(
        "%s#%d %s%s%s%s",
        indent,
        operator.number(),
        operator.type(),
        operator.site().isEmpty() ? "" : ": " + operator.site(),
        details,
        operator.isSeen() ? ", as above" : "");
    operator.parents().forEach(parent -> operator(parent, indent + "  "));
  }

  private void write(StructuredCheckpoint checkpoint) {
    line("Structured Streaming checkpoint %s", checkpoint.folder());
    line("  query        %s", checkpoint.queryId());
    job(checkpoint.marker());
    line("  committed    %s", batch(checkpoint.committed()));
    line("  uncommitted  %s", batch(checkpoint.uncommitted()));
    if (checkpoint.watermarkMillis() > 0) {
      line("  watermark    %s", time(checkpoint.watermarkMillis()));
    }
    for (StructuredCheckpoint.Source source : checkpoint.sources()) {
      title("Source %s: %s", source.label(), source.kind());
      offsets(source.offsets());
      if (source.offsets().isEmpty()) {
        line("  committed    %s", source.committed().orElse("nothing yet"));
      }
      source.uncommitted().ifPresent(offset -> line("  uncommitted  %s", offset));
      if (!source.files().isEmpty()) {
        line("  %,d files read", source.files().size());
        source.files().stream().limit(MOST_FILES).forEach(path -> line("    %s", path));
        more(source.files().size(), MOST_FILES, "files");
      }
    }
    for (StructuredCheckpoint.State state : checkpoint.states()) {
      title("State %d: %s", state.number(), state.operator().orElse("(operator not recorded)"));
      line(
          "  %s, %s, stores %s, version %s, %,d bytes",
          state.provider(),
          state.isWhole()
              ? "%d partitions".formatted(state.partitions())
              : "NOT WHOLE: %d of %d partitions, without %s"
                  .formatted(state.partitions(), state.expected(), state.missing()),
          String.join(", ", state.stores()),
          state.version().isPresent() ? Long.toString(state.version().getAsLong()) : "none",
          state.bytes());
      if (!state.variables().isEmpty()) {
        line("  keeps %s", Joiner.on(", ").join(state.variables()));
      }
    }
    settings(checkpoint.settings());
    notUnderstood(checkpoint.notUnderstood());
  }

  private void job(Optional<CheckpointMarker> marker) {
    marker.ifPresent(
        found ->
            line("  job          %s on %s, run %s", found.job(), found.engine(), found.runId()));
  }

  private void offsets(SortedMap<TopicPartition, Long> offsets) {
    for (Map.Entry<TopicPartition, Long> each : offsets.entrySet()) {
      line("  %s  next offset %d", each.getKey(), each.getValue());
    }
  }

  private void settings(List<Checkpoint.Setting> settings) {
    title("Configuration (* a restart takes it from the configuration of that time)");
    for (Checkpoint.Setting setting : settings) {
      boolean isReloaded = setting.onRestart() == Checkpoint.Setting.OnRestart.RELOADED;
      line("%s %s = %s", isReloaded ? "*" : " ", setting.key(), setting.value());
    }
  }

  private void notUnderstood(List<String> all) {
    if (!all.isEmpty()) {
      title("Not understood");
      all.forEach(each -> line("  %s", each));
    }
  }

  private void more(int all, int shown, String what) {
    if (all > shown) {
      line("    and %,d %s (the report as JSON has them all)", all - shown, what);
    }
  }

  private static String batch(OptionalLong batch) {
    return batch.isPresent() ? "micro-batch " + batch.getAsLong() : "none";
  }

  private static String time(long millis) {
    return "%d (%s)".formatted(millis, Instant.ofEpochMilli(millis));
  }

  private void title(String format, Object... values) {
    text.append('\n');
    line(format, values);
  }

  /** Names in a checkpoint are others' text: what could move the cursor is replaced. */
  private void line(String format, Object... values) {
    text.append(format.formatted(values).replaceAll("\\p{Cntrl}", "?")).append('\n');
  }
}
