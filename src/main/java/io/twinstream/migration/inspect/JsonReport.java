package io.twinstream.migration.inspect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.recovery.CheckpointMarker;
import io.twinstream.savepoint.OffsetRange;
import io.twinstream.savepoint.TopicPartition;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;

/** Writes what a checkpoint holds for programs; the format is stable, see {@code inspect.md}. */
final class JsonReport {
  private static final int VERSION = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonReport() {}

  /** Returns one JSON object, with a line feed at the end. */
  public static String of(Checkpoint checkpoint) {
    ObjectNode report = JSON.createObjectNode().put("version", VERSION);
    if (checkpoint instanceof DStreamCheckpoint classic) {
      write(classic, report);
    } else if (checkpoint instanceof StructuredCheckpoint query) {
      write(query, report);
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(DStreamCheckpoint checkpoint, ObjectNode report) {
    report.put("engine", "dstream").put("checkpoint", checkpoint.folder());
    report.put("writtenAs", checkpoint.writtenAs());
    report.put("file", checkpoint.file()).put("codec", checkpoint.codec());
    report.put("scala", checkpoint.scala().orElse(null));
    ArrayNode unread = report.putArray("unread");
    for (DStreamCheckpoint.Unread each : checkpoint.unread()) {
      unread.addObject().put("file", each.file()).put("reason", each.reason());
    }
    writeMarker(checkpoint.marker().orElse(null), report);
    report.put("application", checkpoint.application()).put("master", checkpoint.master());
    report.put("batchIntervalMillis", checkpoint.batchMillis());
    report.put("zeroTime", checkpoint.zeroTime());
    report.put("checkpointTime", checkpoint.checkpointTime());
    report.put("checkpointIntervalMillis", checkpoint.checkpointMillis());
    ArrayNode pending = report.putArray("pendingBatches");
    checkpoint.pending().forEach(pending::add);
    ArrayNode inputs = report.putArray("inputs");
    for (DStreamCheckpoint.Input input : checkpoint.inputs()) {
      ObjectNode node = inputs.addObject();
      write(input, node);
      ArrayNode waiting = node.putArray("waitingBlocks");
      checkpoint
          .received()
          .ifPresent(
              received -> {
                received.waiting(input.id()).forEach(block -> write(block, waiting));
                writeSequences(received, input.id(), node);
              });
    }
    ArrayNode states = report.putArray("states");
    checkpoint.states().forEach(state -> write(state, states.addObject()));
    ArrayNode operators = report.putArray("operators");
    checkpoint.outputs().forEach(output -> write(output, operators.addObject()));
    ArrayNode classes = report.putArray("applicationClasses");
    checkpoint.applicationClasses().forEach(classes::add);
    writeSettings(checkpoint.settings(), report);
    writeNotUnderstood(checkpoint.notUnderstood(), report);
  }

  private static void write(DStreamCheckpoint.Input input, ObjectNode node) {
    node.put("id", input.id()).put("kind", input.kind()).put("class", input.className());
    ObjectNode details = node.putObject("details");
    input.details().forEach(details::put);
    writeOffsets(input.current(), node.putArray("offsets"));
    ArrayNode batches = node.putArray("batches");
    input
        .ranges()
        .forEach(
            (batch, ranges) -> {
              ArrayNode all = batches.addObject().put("batch", batch).putArray("ranges");
              for (OffsetRange range : ranges) {
                all.addObject()
                    .put("topic", range.partition().topic())
                    .put("partition", range.partition().partition())
                    .put("from", range.from())
                    .put("until", range.until());
              }
            });
    ArrayNode files = node.putArray("files");
    input
        .files()
        .forEach(
            (batch, paths) -> {
              ArrayNode all = files.addObject().put("batch", batch).putArray("paths");
              paths.forEach(all::add);
            });
  }

  private static void writeSequences(
      DStreamCheckpoint.Received received, int input, ObjectNode node) {
    if (received.newestInBatches(input).isEmpty()) {
      return;
    }
    ArrayNode sequences = node.putArray("sequenceNumbers");
    received.newestInBatches(input).values().forEach(range -> write(range, sequences));
  }

  private static void write(DStreamCheckpoint.Received.Block block, ArrayNode array) {
    ObjectNode node = array.addObject().put("number", block.number());
    put(node, "records", block.records());
    node.put("logged", block.isLogged());
    if (!block.sequences().isEmpty()) {
      ArrayNode sequences = node.putArray("sequenceNumbers");
      block.sequences().forEach(each -> write(each, sequences));
    }
  }

  private static void write(DStreamCheckpoint.Received.SequenceRange range, ArrayNode array) {
    array
        .addObject()
        .put("stream", range.stream())
        .put("shard", range.shard())
        .put("from", range.from().toString())
        .put("until", range.until().toString())
        .put("records", range.records());
  }

  private static void write(DStreamCheckpoint.State state, ObjectNode node) {
    node.put("name", state.name()).put("class", state.className()).put("site", state.site());
    node.put("intervalMillis", state.intervalMillis());
    node.put("partitions", state.partitions().isPresent() ? state.partitions().getAsInt() : null);
    ArrayNode checkpoints = node.putArray("checkpoints");
    for (DStreamCheckpoint.State.Rdd rdd : state.checkpoints()) {
      ObjectNode each = checkpoints.addObject();
      each.put("batch", rdd.batch()).put("path", rdd.path()).put("exists", rdd.exists());
      each.put("whole", rdd.isWhole()).put("partitions", rdd.partitions());
      ArrayNode missing = each.putArray("missing");
      rdd.missing().forEach(missing::add);
      put(each, "bytes", rdd.bytes());
    }
  }

  private static void write(DStreamCheckpoint.Operator operator, ObjectNode node) {
    node.put("number", operator.number()).put("type", operator.type());
    node.put("site", operator.site());
    ArrayNode details = node.putArray("details");
    operator.details().forEach(details::add);
    node.put("isSeen", operator.isSeen());
    ArrayNode parents = node.putArray("parents");
    operator.parents().forEach(parent -> write(parent, parents.addObject()));
  }

  private static void write(StructuredCheckpoint checkpoint, ObjectNode report) {
    report.put("engine", "structured").put("checkpoint", checkpoint.folder());
    writeMarker(checkpoint.marker().orElse(null), report);
    report.put("queryId", checkpoint.queryId());
    put(report, "committedBatch", checkpoint.committed());
    put(report, "uncommittedBatch", checkpoint.uncommitted());
    report.put("watermarkMillis", checkpoint.watermarkMillis());
    ArrayNode sources = report.putArray("sources");
    for (StructuredCheckpoint.Source source : checkpoint.sources()) {
      ObjectNode node = sources.addObject();
      node.put("number", source.number()).put("kind", source.kind());
      source.name().ifPresent(name -> node.put("name", name));
      node.put("committed", source.committed().orElse(null));
      node.put("uncommitted", source.uncommitted().orElse(null));
      writeOffsets(source.offsets(), node.putArray("offsets"));
      ArrayNode files = node.putArray("files");
      source.files().forEach(files::add);
    }
    ArrayNode states = report.putArray("states");
    for (StructuredCheckpoint.State state : checkpoint.states()) {
      ObjectNode node = states.addObject();
      node.put("number", state.number()).put("operator", state.operator().orElse(null));
      node.put("provider", state.provider()).put("partitions", state.partitions());
      node.put("whole", state.isWhole()).put("expectedPartitions", state.expected());
      ArrayNode missing = node.putArray("missing");
      state.missing().forEach(missing::add);
      ArrayNode stores = node.putArray("stores");
      state.stores().forEach(stores::add);
      ArrayNode variables = node.putArray("variables");
      state
          .variables()
          .forEach(each -> variables.addObject().put("name", each.name()).put("type", each.type()));
      put(node, "stateVersion", state.version());
      node.put("bytes", state.bytes());
    }
    writeSettings(checkpoint.settings(), report);
    writeNotUnderstood(checkpoint.notUnderstood(), report);
  }

  private static void writeMarker(CheckpointMarker marker, ObjectNode report) {
    if (marker == null) {
      report.putNull("job");
    } else {
      report.putObject("job").put("name", marker.job()).put("run", marker.runId());
    }
  }

  private static void writeOffsets(SortedMap<TopicPartition, Long> offsets, ArrayNode array) {
    for (Map.Entry<TopicPartition, Long> each : offsets.entrySet()) {
      array
          .addObject()
          .put("topic", each.getKey().topic())
          .put("partition", each.getKey().partition())
          .put("offset", each.getValue());
    }
  }

  private static void writeSettings(List<Checkpoint.Setting> settings, ObjectNode report) {
    ArrayNode array = report.putArray("settings");
    for (Checkpoint.Setting setting : settings) {
      array
          .addObject()
          .put("key", setting.key())
          .put("value", setting.value())
          .put("onRestart", setting.onRestart().name().toLowerCase(Locale.ROOT));
    }
  }

  private static void writeNotUnderstood(List<String> notUnderstood, ObjectNode report) {
    ArrayNode array = report.putArray("notUnderstood");
    notUnderstood.forEach(array::add);
  }

  private static void put(ObjectNode node, String field, OptionalLong value) {
    if (value.isPresent()) {
      node.put(field, value.getAsLong());
    } else {
      node.putNull(field);
    }
  }
}
