package io.twinstream.jobs.votetally;

import io.twinstream.jobs.Sums;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What the lines of one ballot id say together; the state of that id. A bean, for {@code
 * Encoders.bean}.
 *
 * <p>{@code kind} is {@value VoteTally#VOTES}, {@value VoteTally#SPOILED} or {@value
 * VoteTally#MALFORMED}; {@code candidate} is empty but for votes; {@code lines} is how many there
 * were (at least 1); {@code uncounted} is true where the ballot came in from a savepoint and is not
 * in the counts yet.
 */
public final class Ballot implements Serializable {
  private static final long serialVersionUID = 1L;

  private String kind;
  private String candidate;
  private long lines;
  private boolean uncounted;

  /** For {@code Encoders.bean}. */
  public Ballot() {}

  private Ballot(String kind, String candidate, long lines) {
    this.kind = kind;
    this.candidate = candidate;
    this.lines = lines;
  }

  /** Returns the ballot of a single line that names a candidate. */
  static Ballot forCandidate(String candidate) {
    return new Ballot(VoteTally.VOTES, candidate, 1);
  }

  /** Returns a single line that is no ballot. */
  static Ballot malformed() {
    return new Ballot(VoteTally.MALFORMED, "", 1);
  }

  /** Returns the same with its lines counted, or not. */
  Ballot counted(boolean isCounted) {
    Ballot same = new Ballot(kind, candidate, lines);
    same.uncounted = !isCounted;
    return same;
  }

  /** Returns both as one; their order does not matter. Two candidates spoil a ballot. */
  Ballot and(Ballot other) {
    long both = Sums.add(lines, other.lines);
    return kind.equals(other.kind) && candidate.equals(other.candidate)
        ? new Ballot(kind, candidate, both)
        : new Ballot(VoteTally.SPOILED, "", both);
  }

  /** Returns what the ballot's lines count for; the counts add up to the lines. */
  List<VoteCount> counts() {
    boolean isVote = kind.equals(VoteTally.VOTES);
    List<VoteCount> counts = new ArrayList<>();
    counts.add(new VoteCount(kind, candidate, isVote ? 1 : lines));
    if (isVote && lines > 1) {
      counts.add(new VoteCount(VoteTally.REPEATED, "", lines - 1));
    }
    return counts;
  }

  public String getKind() {
    return kind;
  }

  public void setKind(String kind) {
    this.kind = kind;
  }

  public String getCandidate() {
    return candidate;
  }

  public void setCandidate(String candidate) {
    this.candidate = candidate;
  }

  public long getLines() {
    return lines;
  }

  public void setLines(long lines) {
    this.lines = lines;
  }

  public boolean isUncounted() {
    return uncounted;
  }

  public void setUncounted(boolean uncounted) {
    this.uncounted = uncounted;
  }
}
