package io.twinstream.local.feed.generator;

import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * Events {@code event_id,revision,account,agent,kind,quantity,ended_at} of agents, for billing;
 * each tenth corrects one of the last hundred, or cancels it.
 */
final class AgentEvents implements Records {
  private static final int CORRECTION_IN = 10;
  private static final int BACK = 100;
  private static final int ACCOUNTS = 12;
  private static final int AGENTS = 30;
  private static final int LONGEST_CALL = 1_800;
  private static final int LONGEST_CHAT = 40;

  @Override
  public String record(long number, long atMillis, RandomGenerator random) {
    boolean isCorrection = number % CORRECTION_IN == 0;
    long event = isCorrection ? Math.max(1, number - 1 - random.nextInt(BACK)) : number;
    String kind = Records.oneOf(random, "call", "call", "chat", "ticket");
    int quantity =
        switch (kind) {
          case "call" -> 1 + random.nextInt(LONGEST_CALL);
          case "chat" -> 1 + random.nextInt(LONGEST_CHAT);
          default -> 1;
        };
    return "e%d,%d,account-%d,agent-%d,%s,%d,%d"
        .formatted(
            event,
            isCorrection ? 2 : 1,
            random.nextInt(ACCOUNTS),
            random.nextInt(AGENTS),
            kind,
            isCorrection && random.nextInt(4) == 0 ? 0 : quantity,
            atMillis);
  }

  @Override
  public List<UnaryOperator<String>> spoilings() {
    return List.of(
        Records.cutBefore(','),
        Records.with(1, "0"),
        Records.with(2, ""),
        Records.with(4, "fax"),
        Records.with(5, "-1"),
        Records.with(5, "2.5"),
        Records.with(6, "tonight"));
  }
}
