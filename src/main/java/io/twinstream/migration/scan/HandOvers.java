package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Says where offsets and state of a program live today, and how the port gets them. */
final class HandOvers {
  private static final Map<String, String> HOW = read();

  private static final String NOWHERE = "nowhere";

  private static final Set<String> STATE = Set.of("updateStateByKey", "mapWithState");

  /** Kafka 0.8 with a receiver; the others of that name are of other systems. */
  private static final String ZOOKEEPER_READER = "KafkaUtils.createStream";

  private final Facts facts;
  private final String checkpoint;
  private final List<HandOver> all = new ArrayList<>();

  private HandOvers(Facts facts) {
    this.facts = facts;
    boolean isKnown = !facts.checkpoint().isEmpty() && !facts.checkpoint().equals("?");
    this.checkpoint = isKnown ? facts.checkpoint() : "CHECKPOINT";
  }

  /**
   * Returns what a program hands over.
   *
   * @param steps its steps, each with what is known of its call
   */
  static List<HandOver> of(Facts facts, List<Known> steps) {
    HandOvers found = new HandOvers(facts);
    steps.forEach(found::source);
    steps.forEach(found::state);
    steps.forEach(found::window);
    found.interval();
    return List.copyOf(found.all);
  }

  /**
   * What is known of a program, whatever its language.
   *
   * @param checkpoint the directory; empty if none is set, {@code ?} if it is not constant
   * @param isRestored whether it starts again from its checkpoint
   * @param batch the batch interval in milliseconds
   * @param commits whether it commits offsets to its consumer group
   * @param group the consumer group, if it is one constant
   * @param state the case of state in the checkpoint: {@code state-restored}, {@code state-pickled}
   * @param trigger sets the batch interval in the port; {@code %s} stands for it
   */
  record Facts(
      String checkpoint,
      boolean isRestored,
      OptionalLong batch,
      boolean commits,
      Optional<String> group,
      String state,
      String trigger) {}

  /**
   * A step and what is known of its call.
   *
   * @param hasOwnOffsets whether the stream is told where to begin
   * @param durations of a window: its length, and its slide if one is given; in milliseconds
   */
  record Known(Step step, boolean hasOwnOffsets, List<OptionalLong> durations) {
    private String title() {
      return "#%d %s".formatted(step.number(), step.name());
    }
  }

  private static Map<String, String> read() {
    return Table.read("handovers.tsv").stream()
        .collect(Collectors.toMap(row -> row.get("case"), row -> row.get("how")));
  }

  private static String how(String which, Object... values) {
    return HOW.get(which).formatted(values);
  }

  private void source(Known each) {
    if (each.step().part() != Part.SOURCE) {
      return;
    }
    String what = "offsets of " + each.title();
    String name = each.step().name();
    if (name.equals("createDirectStream")) {
      direct(what, each);
    } else if (each.step().api().endsWith(ZOOKEEPER_READER)) {
      add(what, "ZooKeeper, below /consumers/GROUP/offsets", how("zookeeper"));
    } else if (name.endsWith("fileStream") || name.equals("textFileStream")) {
      add(
          "files of " + each.title(),
          facts.isRestored() ? "checkpoint" : NOWHERE,
          facts.isRestored() ? how("files-restored", checkpoint) : how("files"));
    } else if (!name.equals("queueStream")) {
      add(
          "input of " + each.title(),
          NOWHERE,
          facts.isRestored() ? how("input-restored", checkpoint) : how("input"));
    }
  }

  private void direct(String what, Known each) {
    List<String> places = new ArrayList<>();
    if (facts.isRestored()) {
      places.add("checkpoint " + checkpoint);
    }
    if (each.hasOwnOffsets()) {
      places.add("a store of its own");
    }
    if (facts.commits()) {
      places.add("consumer group" + facts.group().map(" "::concat).orElse(""));
    }
    if (places.isEmpty()) {
      add(
          what,
          NOWHERE + ", each start begins where auto.offset.reset says",
          how("offsets-nowhere"));
      return;
    }
    String many = places.size() == 1 ? "" : "; the first is asked, the others are not";
    String how =
        facts.isRestored()
            ? how("offsets-restored", checkpoint)
            : each.hasOwnOffsets()
                ? how("offsets-own")
                : how("offsets-group", facts.group().orElse("GROUP"));
    add(what, String.join(", and ", places) + many, how);
  }

  private void state(Known each) {
    if (STATE.contains(each.step().name())) {
      String what = "state of " + each.title();
      if (facts.isRestored()) {
        add(what, "checkpoint " + checkpoint, how(facts.state(), checkpoint));
      } else {
        add(what, NOWHERE + ", it begins anew with each start", how("state-nowhere"));
      }
    }
  }

  private void window(Known each) {
    List<OptionalLong> durations = each.durations();
    boolean isWindow = each.step().name().equals("window") || each.step().name().endsWith("Window");
    if (!isWindow || durations.isEmpty()) {
      return;
    }
    OptionalLong batch = facts.batch();
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
    OptionalLong batch = facts.batch();
    if (batch.isPresent()) {
      add(
          "batch interval",
          StepArguments.shown(batch),
          facts.trigger().formatted(words(batch.getAsLong())));
    }
  }

  /** Returns a duration as triggers take it. */
  private static String words(long milliseconds) {
    boolean isSeconds = milliseconds % 1000 == 0;
    long number = isSeconds ? milliseconds / 1000 : milliseconds;
    return number + (isSeconds ? " second" : " millisecond") + (number == 1 ? "" : "s");
  }

  private void add(String what, String where, String how) {
    all.add(new HandOver(what, where, how));
  }
}
