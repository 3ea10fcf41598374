package io.twinstream.jobs.billing;

import io.twinstream.api.InputRecord;
import io.twinstream.error.Plural;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The rule of billing, free of any engine.
 *
 * <p>Input: records whose value is {@code event_id,revision,account,agent,kind,quantity,ended_at},
 * of a stream or of an extract: the revision is 1 or more, the quantity in the units of its kind, 0
 * for an event that is cancelled, and the time epoch milliseconds, whose day in UTC is that of the
 * invoice.
 */
final class Billing implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The fields of the state of an event. */
  static final String[] FIELDS = {"revision", "dayStart", "account", "kind", "quantity"};

  private static final int PARTS = 7;
  private static final Pattern REVISION = Pattern.compile("[1-9][0-9]{0,8}");
  private static final Pattern QUANTITY = Pattern.compile("[0-9]{1,9}");
  private static final Pattern TIME = Pattern.compile("[0-9]{1,15}");
  private static final long DAY = TimeUnit.DAYS.toMillis(1);

  private final Prices prices;

  Billing(Prices prices) {
    this.prices = prices;
  }

  /** Returns why a line is no event, whatever the prices; empty if it is one. */
  static Optional<String> problem(String line) {
    String[] parts = line.split(",", -1);
    if (parts.length != PARTS) {
      return Optional.of(
          "%s where %d are needed".formatted(Plural.of(parts.length, "field"), PARTS));
    }
    if (parts[0].isEmpty() || parts[2].isEmpty() || parts[4].isEmpty()) {
      return Optional.of("an empty event_id, account or kind");
    }
    if (!REVISION.matcher(parts[1]).matches()) {
      return Optional.of("the revision is not a number of 1 or more");
    }
    if (!QUANTITY.matcher(parts[5]).matches()) {
      return Optional.of("the quantity is not a whole number of 0 or more");
    }
    return TIME.matcher(parts[6]).matches()
        ? Optional.empty()
        : Optional.of("the ended_at is not epoch milliseconds");
  }

  /** Returns why an event cannot be billed; empty if it can. */
  Optional<String> unpriced(String line) {
    return problem(line).isPresent() || prices.has(line.split(",", -1)[4])
        ? Optional.empty()
        : Optional.of("no price for the kind");
  }

  /** Returns what a record asks to be billed; none if it is no event, or has no price. */
  Iterator<Charge> charges(InputRecord record) {
    return charge(record.value()).stream().iterator();
  }

  /**
   * Returns the same of a line.
   *
   * @param line null for a tombstone
   */
  Optional<Charge> charge(String line) {
    if (line == null || problem(line).isPresent() || unpriced(line).isPresent()) {
      return Optional.empty();
    }
    String[] parts = line.split(",", -1);
    return Optional.of(
        new Charge(
            parts[0],
            Integer.parseInt(parts[1]),
            Long.parseLong(parts[6]) / DAY * DAY,
            parts[2],
            parts[4],
            Long.parseLong(parts[5])));
  }

  /**
   * Returns what charges of one event, one or more, change.
   *
   * @param before the newest so far; empty if the event is new
   * @param charges of this batch; a brought one adds what a run before has billed
   */
  static Correction correct(Optional<Charge> before, Iterator<Charge> charges) {
    Charge billed = before.orElse(null);
    Charge after = billed;
    while (charges.hasNext()) {
      Charge next = charges.next();
      billed = next.isBrought() ? next : billed;
      after = after == null ? next : after.or(next);
    }
    List<LineSum> changes = new ArrayList<>();
    if (billed != null && billed.isBrought()) {
      changes.add(LineSum.of(billed));
    }
    changes.addAll(changes(Optional.ofNullable(billed), after.brought(false)));
    changes.removeIf(LineSum::isNothing);
    return new Correction(after.brought(false), changes);
  }

  /** Returns by how much lines change when the charge of an event becomes another. */
  private static List<LineSum> changes(Optional<Charge> billed, Charge after) {
    LineSum added = LineSum.of(after);
    if (billed.isEmpty()) {
      return List.of(added);
    }
    LineSum removed = LineSum.of(billed.get().brought(false)).negated();
    return added.isOfSameLine(removed) ? List.of(added.and(removed)) : List.of(added, removed);
  }

  /**
   * What is billed for an event, and what that changes.
   *
   * @param after the newest charge
   * @param changes of lines of invoices; none is nothing
   */
  record Correction(Charge after, List<LineSum> changes) {}

  /** Returns the line of an invoice. */
  InvoiceLine priced(LineSum line) {
    return new InvoiceLine(
        line.getDayStart(),
        line.getAccount(),
        line.getKind(),
        line.getEvents(),
        line.getQuantity(),
        prices.cents(line.getKind(), line.getQuantity()));
  }
}
