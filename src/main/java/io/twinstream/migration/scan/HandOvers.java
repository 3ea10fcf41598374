package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.objectweb.asm.Type;

/** Says where offsets and state of a program live today, and how the port gets them. */
final class HandOvers {
  private static final String OUT = " --out DIR";
  private static final String NOWHERE = "nowhere";

  private static final Set<String> STATE = Set.of("updateStateByKey", "mapWithState");

  /** Kafka 0.8 with a receiver; the others of that name are of other systems. */
  private static final String ZOOKEEPER_READER = "kafka.KafkaUtils.createStream";

  private final FlowGraph.Scan scan;
  private final Programs.Program program;
  private final String checkpoint;
  private final List<HandOver> all = new ArrayList<>();

  private HandOvers(FlowGraph.Scan scan, Programs.Program program) {
    this.scan = scan;
    this.program = program;
    String directory = program.checkpoint(scan.constants());
    this.checkpoint = directory.isEmpty() || directory.equals("?") ? "CHECKPOINT" : directory;
  }

  /**
   * Returns what a program hands over.
   *
   * @param steps its steps, each with its call
   */
  static List<HandOver> of(FlowGraph.Scan scan, Programs.Program program, List<Located> steps) {
    HandOvers found = new HandOvers(scan, program);
    steps.forEach(found::source);
    steps.forEach(found::state);
    steps.forEach(found::window);
    found.interval();
    return List.copyOf(found.all);
  }

  /** A step and the call it is. */
  record Located(Step step, Use use) {
    private String title() {
      return "#%d %s".formatted(step.number(), step.name());
    }
  }

  private void source(Located each) {
    if (each.step().part() != Part.SOURCE) {
      return;
    }
    String what = "offsets of " + each.title();
    String name = each.use().name();
    if (name.equals("createDirectStream")) {
      direct(what, each);
    } else if (each.step().api().equals(ZOOKEEPER_READER)) {
      add(
          what,
          "ZooKeeper, below /consumers/GROUP/offsets",
          "stop the program, write them into a file as kafka-consumer-groups --export does: bin/twinstream savepoint --offsets FILE --kafka HOST:PORT"
              + OUT);
    } else if (name.endsWith("fileStream") || name.equals("textFileStream")) {
      add(
          "files of " + each.title(),
          program.recovers() ? "checkpoint" : NOWHERE,
          program.recovers()
              ? "bin/twinstream savepoint "
                  + checkpoint
                  + OUT
                  + ", which names the files that are read"
              : "move what is read out of the directory, as the port reads all that it finds");
    } else if (!name.equals("queueStream")) {
      add(
          "input of " + each.title(),
          NOWHERE,
          "stop gracefully, so that what was received is counted"
              + (program.recovers()
                  ? ": bin/twinstream savepoint " + checkpoint + " --stop PID" + OUT
                  : ""));
    }
  }

  private void direct(String what, Located each) {
    List<String> places = new ArrayList<>();
    if (program.recovers()) {
      places.add("checkpoint " + checkpoint);
    }
    boolean isOwn = hasOwnOffsets(each.use());
    if (isOwn) {
      places.add("a store of its own");
    }
    boolean isGroup = program.uses("commitAsync");
    if (isGroup) {
      places.add("consumer group" + group().map(" "::concat).orElse(""));
    }
    if (places.isEmpty()) {
      add(
          what,
          NOWHERE + ", each start begins where auto.offset.reset says",
          "bin/twinstream savepoint --at TIME --kafka HOST:PORT" + OUT);
      return;
    }
    String many = places.size() == 1 ? "" : "; the first is asked, the others are not";
    String how =
        program.recovers()
            ? "bin/twinstream savepoint " + checkpoint + OUT
            : isOwn
                ? "bin/twinstream savepoint --offsets-table URL --query SQL --offset-is next --kafka HOST:PORT"
                    + OUT
                : "bin/twinstream savepoint --group "
                    + group().orElse("GROUP")
                    + " --kafka HOST:PORT"
                    + OUT;
    add(what, String.join(", and ", places) + many, how);
  }

  private Optional<String> group() {
    Set<String> groups =
        program.methods().stream()
            .map(scan.application()::method)
            .flatMap(method -> method.texts().stream())
            .filter(text -> text.text().equals("group.id") && text.value() != null)
            .map(text -> text.value().toString())
            .collect(Collectors.toSet());
    return groups.size() == 1 ? Optional.of(groups.iterator().next()) : Optional.empty();
  }

  /** Returns whether the stream is told where to begin. */
  static boolean hasOwnOffsets(Use direct) {
    for (Call call : direct.method().calls()) {
      String name = call.target().name();
      boolean isStrategy =
          name.equals("Subscribe") || name.equals("SubscribePattern") || name.equals("Assign");
      Type[] types = Type.getArgumentTypes(call.target().descriptor());
      if (isStrategy && types.length > 2) {
        return true;
      }
    }
    // Kafka 0.8: the overload with a function of messages is the one with offsets.
    return direct.rule().owner().equals("kafka.KafkaUtils")
        && direct.call().target().descriptor().contains("Function");
  }

  private void state(Located each) {
    if (!STATE.contains(each.use().name())) {
      return;
    }
    String what = "state of " + each.title();
    if (program.recovers()) {
      add(
          what,
          "checkpoint " + checkpoint,
          "bin/twinstream savepoint "
              + checkpoint
              + OUT
              + "; in the port Savepoints.read(session, DIR).state(NAME)");
    } else {
      add(
          what,
          NOWHERE + ", it begins anew with each start",
          "nothing to carry over; totals that an output keeps in a table: bin/twinstream savepoint --state URL --query SQL --key COLS"
              + OUT);
    }
  }

  private void window(Located each) {
    Call call = each.use().call();
    Type[] types = Type.getArgumentTypes(call.target().descriptor());
    List<OptionalLong> durations = new ArrayList<>();
    for (int i = 0; i < types.length; i++) {
      if (types[i].getDescriptor().equals(StepArguments.DURATION)) {
        durations.add(scan.constants().milliseconds(each.use().method(), call.argument(i)));
      }
    }
    boolean isWindow = each.use().name().equals("window") || each.use().name().endsWith("Window");
    if (!isWindow || durations.isEmpty()) {
      return;
    }
    OptionalLong batch = program.batch(scan.constants());
    OptionalLong length = durations.get(0);
    OptionalLong slide = durations.size() > 1 ? durations.get(1) : batch;
    add(
        "windows of " + each.title(),
        "aligned to the start of the first run",
        startTime(length, slide, batch));
  }

  /** A window ends at the zero time, a multiple of the batch interval, and any number of slides. */
  private static String startTime(OptionalLong length, OptionalLong slide, OptionalLong batch) {
    String of = shown(length, "LENGTH") + ", " + shown(slide, "SLIDE");
    if (length.isPresent()
        && slide.isPresent()
        && batch.isPresent()
        && slide.getAsLong() > 0
        && batch.getAsLong() % slide.getAsLong() == 0) {
      long start = Math.floorMod(-length.getAsLong(), slide.getAsLong());
      return "window(time, %s, startTime = %s)"
          .formatted(of, StepArguments.shown(OptionalLong.of(start)));
    }
    return "window(time, %s, startTime = (zero time - %s) mod %s); inspect %s says the zero time"
        .formatted(of, shown(length, "LENGTH"), shown(slide, "SLIDE"), "CHECKPOINT");
  }

  private static String shown(OptionalLong milliseconds, String unknown) {
    return milliseconds.isPresent() ? StepArguments.shown(milliseconds) : unknown;
  }

  private void interval() {
    OptionalLong batch = program.batch(scan.constants());
    if (batch.isPresent()) {
      add(
          "batch interval",
          StepArguments.shown(batch),
          "Trigger.ProcessingTime(\"%s\")"
              .formatted(
                  StepArguments.shown(batch)
                      .replace(" s", " seconds")
                      .replace(" ms", " milliseconds")));
    }
  }

  private void add(String what, String where, String how) {
    all.add(new HandOver(what, where, how));
  }
}
