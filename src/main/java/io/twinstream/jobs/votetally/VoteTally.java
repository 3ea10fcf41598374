package io.twinstream.jobs.votetally;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The rule of the tally, free of any engine.
 *
 * <p>Input: lines. A line is {@code ballot_id,candidate}. The ballot id is not empty; the candidate
 * may be, which is a blank vote. A ballot counts once, however often its line comes, and not at all
 * once it has named two candidates. So the totals depend neither on the order of the lines nor on
 * how they are divided into batches, and a recount gives the same. Every line counts for exactly
 * one thing: a vote, or as {@value #REPEATED}, {@value #SPOILED} or {@value #MALFORMED}.
 */
final class VoteTally {
  static final String VOTES = "votes";
  static final String REPEATED = "repeated";
  static final String SPOILED = "spoiled";
  static final String MALFORMED = "malformed";

  /** The fields of a ballot's state. */
  static final String[] FIELDS = {"kind", "candidate", "lines"};

  private VoteTally() {}

  /** Returns why a line is no ballot; empty if it is one. */
  public static Optional<String> problem(String line) {
    return isBallot(line) ? Optional.empty() : Optional.of("not a ballot (ballot_id,candidate)");
  }

  /** Returns the ballot id of a line; empty, as no ballot's is, if the line is malformed. */
  static String ballotId(String line) {
    return isBallot(line) ? line.substring(0, line.indexOf(',')) : "";
  }

  /** Returns what a line alone says of its {@link #ballotId}. */
  static Ballot ballot(String line) {
    return isBallot(line)
        ? Ballot.forCandidate(line.substring(line.indexOf(',') + 1))
        : Ballot.malformed();
  }

  /** Returns what lines of one ballot id, one or more, say together with those before. */
  static Ballot after(Optional<Ballot> before, Iterator<String> lines) {
    Ballot after = before.map(ballot -> ballot.counted(true)).orElse(null);
    while (lines.hasNext()) {
      Ballot line = ballot(lines.next());
      after = after == null ? line : after.and(line);
    }
    return after;
  }

  /**
   * Returns by how much each count changes when a ballot becomes another; none by 0.
   *
   * @param before the ballot so far; empty if it is new
   */
  static List<VoteCount> changes(Optional<Ballot> before, Ballot after) {
    List<VoteCount> changes = new ArrayList<>(after.counts());
    for (VoteCount was : before.map(Ballot::counts).orElse(List.of())) {
      VoteCount negative = new VoteCount(was.getKind(), was.getCandidate(), -was.getCount());
      changes.stream()
          .filter(change -> isSame(change, negative))
          .findFirst()
          .ifPresentOrElse(
              change -> change.setCount(change.getCount() + negative.getCount()),
              () -> changes.add(negative));
    }
    changes.removeIf(change -> change.getCount() == 0);
    return changes;
  }

  private static boolean isSame(VoteCount one, VoteCount other) {
    return one.getKind().equals(other.getKind()) && one.getCandidate().equals(other.getCandidate());
  }

  private static boolean isBallot(String line) {
    int comma = line.indexOf(',');
    return comma > 0 && line.indexOf(',', comma + 1) < 0;
  }
}
