package io.twinstream.migration.compare.rows;

import com.google.common.math.LongMath;
import java.io.Serializable;
import java.util.OptionalLong;

/** Some times that are all a multiple of one step apart, as those of windows are. */
final class TimeGrid implements Serializable {
  private static final long serialVersionUID = 1L;

  private long first = Flat.NO_TIME;
  private long step;

  void add(long time) {
    if (time == Flat.NO_TIME) {
      return;
    }
    if (first == Flat.NO_TIME) {
      first = time;
    }
    step = LongMath.gcd(step, Math.abs(time - first));
  }

  void add(TimeGrid other) {
    add(other.first);
    step = LongMath.gcd(step, other.step);
  }

  /** Returns the step; 0 where all times are the same. */
  long step() {
    return step;
  }

  /**
   * Returns by how much later, less than a step, the times of another grid of the same step are;
   * empty if they fall on these, or have another step.
   */
  OptionalLong offset(TimeGrid other) {
    if (step == 0 || step != other.step) {
      return OptionalLong.empty();
    }
    long offset = Math.floorMod(other.first - first, step);
    return offset == 0 ? OptionalLong.empty() : OptionalLong.of(offset);
  }
}
