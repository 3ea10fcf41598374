package io.twinstream.migration.compare;

import io.twinstream.api.InputRecord;
import io.twinstream.api.Rejection;
import io.twinstream.ends.recording.Recording;
import io.twinstream.error.Plural;
import java.util.Optional;

/**
 * Whether a comparison that found no difference has compared anything: two jobs that write nothing
 * are equal whatever they do.
 *
 * @param rejection why the job cannot read a record
 */
record Evidence(Recording recording, Rejection rejection, EngineRun dstream, EngineRun structured) {
  private static final int SHOWN = 80;

  /** Returns why nothing was compared; empty if something was. */
  Optional<String> lack() {
    boolean hasRows = dstream.rowCount() + structured.rowCount() > 0;
    if (recording.records() == 0) {
      return hasRows ? Optional.empty() : Optional.of("the input has no record");
    }
    Readable records = Readable.of(this, hasRows);
    if (records.good == 0) {
      return Optional.of(
          "the job can read none of the %s; the first, %s"
              .formatted(Plural.of(records.bad, "record"), records.firstBad));
    }
    return hasRows ? Optional.empty() : Optional.of(withoutRows(records));
  }

  private String withoutRows(Readable records) {
    if (dstream.leftOut() + structured.leftOut() > 0) {
      return "the rows that were written, %,d by dstream and %,d by structured, are of windows or sessions that end too late in the input for both engines to have written them: make the input longer, or name its end"
          .formatted(dstream.leftOut(), structured.leftOut());
    }
    String made =
        "neither engine wrote a row for the %s".formatted(Plural.of(records.good, "record"));
    return records.bad == 0
        ? made
        : "%s that the job can read; %,d it cannot, the first, %s"
            .formatted(made, records.bad, records.firstBad);
  }

  /** How many records the job can read, and cannot. */
  private static final class Readable {
    private long good;
    private long bad;
    private String firstBad;

    /**
     * @param isOneEnough whether it is enough to know that there is one it can read
     */
    private static Readable of(Evidence evidence, boolean isOneEnough) {
      Readable counts = new Readable();
      for (int k = 0; k < evidence.recording.batches(); k++) {
        for (InputRecord record : evidence.recording.batch(k)) {
          counts.add(record, evidence);
          if (isOneEnough && counts.good > 0) {
            return counts;
          }
        }
      }
      return counts;
    }

    private void add(InputRecord record, Evidence evidence) {
      Optional<String> reason = evidence.rejection.reason(record);
      if (reason.isEmpty()) {
        good++;
      } else {
        bad++;
        if (firstBad == null) {
          firstBad =
              "in %s ('%s'): %s"
                  .formatted(evidence.recording.where(record), shown(record.value()), reason.get());
        }
      }
    }

    private static String shown(String line) {
      String printable = line == null ? "null" : line.replaceAll("\\p{Cntrl}", "\u00b7");
      return printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN) + "...";
    }
  }
}
