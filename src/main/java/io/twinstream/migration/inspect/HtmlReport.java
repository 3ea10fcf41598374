package io.twinstream.migration.inspect;

import com.google.common.base.Joiner;
import io.twinstream.recovery.CheckpointMarker;
import io.twinstream.report.Cell;
import io.twinstream.report.HtmlPage;
import io.twinstream.report.Table;
import io.twinstream.savepoint.OffsetRange;
import io.twinstream.savepoint.TopicPartition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/** Writes what a checkpoint holds as a page: the graph, inputs, states, and the settings last. */
final class HtmlReport {
  private static final int MOST_BATCHES = 20;
  private static final int MOST_FILES = 20;

  private HtmlReport() {}

  /** Returns the page. */
  static String of(Checkpoint checkpoint) {
    HtmlPage page =
        HtmlPage.of(
                "/io/twinstream/migration/inspect/report.mustache",
                "twinstream inspect: checkpoint")
            .fact("Checkpoint", checkpoint.folder())
            .explainedIn("inspect.md");
    if (checkpoint instanceof DStreamCheckpoint classic) {
      classic(classic, page);
    } else if (checkpoint instanceof StructuredCheckpoint query) {
      query(query, page);
    }
    return page.render();
  }

  private static void classic(DStreamCheckpoint checkpoint, HtmlPage page) {
    OperatorGraph graph = new OperatorGraph(checkpoint.outputs());
    boolean isWhole =
        checkpoint.states().stream().allMatch(HtmlReport::isNewestWhole)
            && checkpoint.unread().isEmpty();
    job(checkpoint.marker(), page);
    page.verdict(
            isWhole ? HtmlPage.Tone.PLAIN : HtmlPage.Tone.BAD,
            "DStream application %s, checkpoint of batch %s, %s"
                .formatted(
                    checkpoint.application(),
                    Instant.ofEpochMilli(checkpoint.checkpointTime()),
                    checkpoint.pending().isEmpty()
                        ? "no batch pending"
                        : "%,d batches pending".formatted(checkpoint.pending().size())))
        .fact(
            "File",
            "%s, %s%s"
                .formatted(
                    checkpoint.file(),
                    checkpoint.codec(),
                    checkpoint.scala().map(line -> ", Scala " + line).orElse("")))
        .fact(
            "Written as",
            checkpoint.writtenAs().equals(checkpoint.folder()) ? "" : checkpoint.writtenAs())
        .fact("Master", checkpoint.master())
        .fact("Batches", "every %,d ms".formatted(checkpoint.batchMillis()))
        .fact("Zero time", Instant.ofEpochMilli(checkpoint.zeroTime()).toString())
        .put("unread", checkpoint.unread())
        .put("pending", pending(checkpoint))
        .put("graph", graph.draw())
        .put("operators", graph.table())
        .put("inputs", checkpoint.inputs().stream().map(each -> input(each, checkpoint)).toList())
        .put("states", states(checkpoint))
        .put("classes", List.copyOf(checkpoint.applicationClasses()))
        .put("settings", settings(checkpoint.settings()))
        .put("notUnderstood", checkpoint.notUnderstood());
  }

  private static boolean isNewestWhole(DStreamCheckpoint.State state) {
    List<DStreamCheckpoint.State.Rdd> all = state.checkpoints();
    return all.isEmpty() || all.get(all.size() - 1).isWhole();
  }

  private static List<Table> pending(DStreamCheckpoint checkpoint) {
    Table table = Table.of("Batches that were not completed", "batch, epoch ms");
    checkpoint.pending().forEach(batch -> table.row(Cell.millis(batch)));
    return nonEmpty(table);
  }

  private static Map<String, Object> input(
      DStreamCheckpoint.Input input, DStreamCheckpoint checkpoint) {
    Table ranges =
        Table.of("Records of the newest batches", "batch, epoch ms", "partition", "from", "until");
    input.ranges().entrySet().stream()
        .skip(Math.max(0, input.ranges().size() - MOST_BATCHES))
        .forEach(
            batch -> {
              for (OffsetRange range : batch.getValue()) {
                ranges.row(
                    Cell.millis(batch.getKey()),
                    Cell.text(range.partition().toString()),
                    Cell.number(range.from()),
                    Cell.number(range.until()));
              }
            });
    Table files = Table.of("Files of the newest batches", "batch, epoch ms", "files", "the first");
    input.files().entrySet().stream()
        .filter(batch -> !batch.getValue().isEmpty())
        .skip(Math.max(0, nonEmptyBatches(input) - MOST_BATCHES))
        .forEach(
            batch ->
                files.row(
                    Cell.millis(batch.getKey()),
                    Cell.number(batch.getValue().size()),
                    Cell.text(batch.getValue().get(0))));
    List<Table> tables = new ArrayList<>();
    tables.addAll(nonEmpty(details(input.details())));
    tables.addAll(nonEmpty(offsets("Next offset of each partition", input.current())));
    checkpoint
        .received()
        .ifPresent(
            received -> tables.addAll(nonEmpty(sequences(received.newestInBatches(input.id())))));
    tables.addAll(nonEmpty(ranges));
    tables.addAll(nonEmpty(files));
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("heading", "Input %d: %s".formatted(input.id(), input.kind()));
    shown.put("what", input.className());
    shown.put(
        "note", checkpoint.received().map(received -> waiting(received, input.id())).orElse(""));
    shown.put("tables", tables);
    return shown;
  }

  private static long nonEmptyBatches(DStreamCheckpoint.Input input) {
    return input.files().values().stream().filter(paths -> !paths.isEmpty()).count();
  }

  private static String waiting(DStreamCheckpoint.Received received, int input) {
    List<DStreamCheckpoint.Received.Block> waiting = received.waiting(input);
    return "Blocks that no batch has: %,d (%,d records were counted).%s"
        .formatted(
            waiting.size(),
            waiting.stream().mapToLong(block -> block.records().orElse(0)).sum(),
            received.unread().map(why -> " Not read: " + why).orElse(""));
  }

  private static Table sequences(
      SortedMap<String, DStreamCheckpoint.Received.SequenceRange> newestInBatches) {
    Table table =
        Table.of("Newest sequence number of each shard in a batch", "shard", "sequence number");
    newestInBatches.forEach(
        (shard, range) -> table.row(Cell.text(shard), Cell.text(range.until().toString())));
    return table;
  }

  private static Table details(SortedMap<String, String> details) {
    Table table = Table.of("What is known of it", "name", "value");
    details.forEach((name, value) -> table.row(Cell.text(name), Cell.text(value)));
    return table;
  }

  private static Table offsets(String caption, SortedMap<TopicPartition, Long> offsets) {
    Table table = Table.of(caption, "partition", "next offset");
    offsets.forEach(
        (partition, offset) -> table.row(Cell.text(partition.toString()), Cell.number(offset)));
    return table;
  }

  private static List<Table> states(DStreamCheckpoint checkpoint) {
    List<Table> tables = new ArrayList<>();
    for (DStreamCheckpoint.State state : checkpoint.states()) {
      Table table =
          Table.of(
              "State %s, checkpointed every %,d ms%s"
                  .formatted(
                      state.name(),
                      state.intervalMillis(),
                      state.site().isEmpty() ? "" : ", " + state.site()),
              "batch, epoch ms",
              "what is there",
              "path");
      for (DStreamCheckpoint.State.Rdd rdd : state.checkpoints()) {
        table.row(
            Cell.millis(rdd.batch()),
            Cell.text(rdd.describe()).changed(!rdd.isWhole()),
            Cell.text(rdd.path()));
      }
      if (state.checkpoints().isEmpty()) {
        table.row(Cell.text("none yet"), Cell.empty(), Cell.empty());
      }
      tables.add(table);
    }
    return tables;
  }

  private static void query(StructuredCheckpoint checkpoint, HtmlPage page) {
    boolean isWhole = checkpoint.states().stream().allMatch(StructuredCheckpoint.State::isWhole);
    job(checkpoint.marker(), page);
    page.verdict(
            isWhole ? HtmlPage.Tone.PLAIN : HtmlPage.Tone.BAD,
            "Streaming query, committed %s, uncommitted %s"
                .formatted(batch(checkpoint.committed()), batch(checkpoint.uncommitted())))
        .fact("Query", checkpoint.queryId())
        .fact(
            "Watermark",
            checkpoint.watermarkMillis() > 0
                ? Instant.ofEpochMilli(checkpoint.watermarkMillis()).toString()
                : "")
        .put("inputs", checkpoint.sources().stream().map(HtmlReport::source).toList())
        .put("states", queryStates(checkpoint))
        .put("settings", settings(checkpoint.settings()))
        .put("notUnderstood", checkpoint.notUnderstood());
  }

  private static Map<String, Object> source(StructuredCheckpoint.Source source) {
    List<Table> tables =
        new ArrayList<>(nonEmpty(offsets("Next offset of each partition", source.offsets())));
    Table files =
        Table.of(
            "Files that were read: %,d of %,d shown"
                .formatted(Math.min(MOST_FILES, source.files().size()), source.files().size()),
            "file");
    source.files().stream().limit(MOST_FILES).forEach(path -> files.row(Cell.text(path)));
    tables.addAll(nonEmpty(files));
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("heading", "Source %s: %s".formatted(source.label(), source.kind()));
    shown.put(
        "what",
        source.offsets().isEmpty() ? "committed " + source.committed().orElse("nothing yet") : "");
    shown.put("note", source.uncommitted().map(offset -> "Uncommitted: " + offset).orElse(""));
    shown.put("tables", tables);
    return shown;
  }

  private static List<Table> queryStates(StructuredCheckpoint checkpoint) {
    Table table =
        Table.of(
            "State of the query",
            "operator",
            "provider",
            "partitions",
            "stores",
            "version",
            "bytes");
    for (StructuredCheckpoint.State state : checkpoint.states()) {
      table.row(
          Cell.text("%d: %s".formatted(state.number(), state.operator().orElse("(not recorded)"))),
          Cell.text(state.provider()),
          state.isWhole()
              ? Cell.text("%d, whole".formatted(state.partitions()))
              : Cell.text(
                      "%d of %d, without %s"
                          .formatted(state.partitions(), state.expected(), state.missing()))
                  .changed(true),
          Cell.text(
              state.variables().isEmpty()
                  ? String.join(", ", state.stores())
                  : Joiner.on(", ").join(state.variables())),
          state.version().isPresent()
              ? Cell.number(state.version().getAsLong())
              : Cell.text("none"),
          Cell.number(state.bytes()));
    }
    return nonEmpty(table);
  }

  private static Table settings(List<Checkpoint.Setting> settings) {
    Table table =
        Table.of(
            "Configuration, as it is frozen in the checkpoint",
            "setting",
            "value",
            "a restart takes it from");
    for (Checkpoint.Setting setting : settings) {
      boolean isReloaded = setting.onRestart() == Checkpoint.Setting.OnRestart.RELOADED;
      table.row(
          Cell.text(setting.key()).styled(""),
          Cell.text(setting.value()),
          Cell.text(isReloaded ? "the configuration of that time" : "the checkpoint"));
    }
    return table;
  }

  private static void job(Optional<CheckpointMarker> marker, HtmlPage page) {
    marker.ifPresent(
        found ->
            page.fact(
                "Job", "%s on %s, run %s".formatted(found.job(), found.engine(), found.runId())));
  }

  private static String batch(OptionalLong batch) {
    return batch.isPresent() ? "micro-batch " + batch.getAsLong() : "none";
  }

  private static List<Table> nonEmpty(Table table) {
    return table.isEmpty() ? List.of() : List.of(table);
  }
}
