package io.twinstream.jobs.recommend;

import io.twinstream.jobs.Sums;
import io.twinstream.jobs.engine.MediaModel;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rule of recommendations, free of any engine.
 *
 * <p>Input: lines. A line is {@code user,item}, neither empty: the user has played the item. What a
 * user has played in the batch is not recommended to him with it.
 *
 * @param most how many items a user gets
 */
public record Recommend(int most) implements Serializable {
  static final String MODEL = "model";
  static final String POPULAR = "popular";

  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
  private static final Comparator<Recommendation> BEST_FIRST =
      Comparator.comparingLong(Recommendation::getScoreMillionths)
          .reversed()
          .thenComparing(Recommendation::getItem);

  /** Returns why a line is no play; empty if it is one. */
  static Optional<String> problem(String line) {
    return isPlay(line) ? Optional.empty() : Optional.of("not a play (user,item)");
  }

  /** Returns the play of a line; none if it is malformed. */
  public static Iterator<Play> plays(String line) {
    int comma = line.indexOf(',');
    return isPlay(line)
        ? List.of(new Play(line.substring(0, comma), line.substring(comma + 1))).iterator()
        : List.<Play>of().iterator();
  }

  /** Returns what a user is recommended, the best first. */
  Iterator<Recommendation> recommended(UserPlays plays, MediaModel model) {
    Set<String> items = new HashSet<>(model.items());
    items.addAll(plays.getPlayed().keySet());
    long highest = 1;
    for (String item : items) {
      highest = Math.max(highest, played(item, plays, model));
    }
    plays.getItems().forEach(items::remove);
    List<Recommendation> all = new ArrayList<>();
    for (String item : items) {
      all.add(scored(item, plays, model, highest));
    }
    all.sort(BEST_FIRST);
    List<Recommendation> best = new ArrayList<>();
    for (Recommendation each : all.subList(0, Math.min(most, all.size()))) {
      best.add(each.at(best.size() + 1));
    }
    return best.iterator();
  }

  private static Recommendation scored(
      String item, UserPlays plays, MediaModel model, long highest) {
    String user = plays.getUser();
    boolean isKnown = model.knows(user, item);
    long score =
        isKnown
            ? Math.round(model.preference(user, item) * MILLION.doubleValue())
            : BigInteger.valueOf(played(item, plays, model))
                .multiply(MILLION)
                .divide(BigInteger.valueOf(highest))
                .longValue();
    return new Recommendation(user, 0, item, score, isKnown ? MODEL : POPULAR, model.name());
  }

  private static long played(String item, UserPlays plays, MediaModel model) {
    return Sums.add(model.plays(item), plays.getPlayed().getOrDefault(item, 0L));
  }

  private static boolean isPlay(String line) {
    int comma = line.indexOf(',');
    return comma > 0 && comma < line.length() - 1 && line.indexOf(',', comma + 1) < 0;
  }
}
