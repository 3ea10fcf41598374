package io.twinstream.migration.scan;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The risks that are looked for; their texts stand in {@code risks.tsv}. */
public enum RiskType {
  OFFSETS_AFTER_TRANSFORMATION,
  COMMIT_BEFORE_OUTPUT,
  OUTSIDE_FACTORY,
  CREATE_ON_ERROR,
  OFFSETS_IN_OWN_OUTPUT,
  TWO_OFFSET_OWNERS,
  SEVERAL_OUTPUTS,
  SEVERAL_OUTPUTS_OF_STATE,
  CHAINED_STATE,
  DRIVER_STATE,
  COLLECT_TO_DRIVER,
  CONNECTION_PER_RECORD,
  CONNECTION_CAPTURED,
  CLOCK_IN_STATE_FUNCTION,
  TIMEOUT_NOT_ASKED,
  UNEQUAL_STATE_CHECKPOINTS,
  FACTORY_SIDE_EFFECT,
  CAPTURED_CONTEXT,
  RECEIVER_STORES_ONE_BY_ONE,
  CAPTURED_BROADCAST,
  STATE_WITHOUT_CHECKPOINT,
  CHECKPOINT_NEVER_RESTORED,
  AUTO_COMMIT;

  private static final Map<RiskType, Map<String, String>> TEXTS = read();

  private static Map<RiskType, Map<String, String>> read() {
    Map<RiskType, Map<String, String>> texts = new EnumMap<>(RiskType.class);
    for (Map<String, String> row : Table.read("risks.tsv")) {
      texts.put(valueOf(row.get("risk").replace('-', '_').toUpperCase(Locale.ROOT)), row);
    }
    return texts;
  }

  /** Returns the name as written in tables and reports: {@code several-outputs}. */
  public String label() {
    return name().replace('_', '-').toLowerCase(Locale.ROOT);
  }

  /** Returns why it matters. */
  public String why() {
    return TEXTS.get(this).get("why");
  }

  /** Returns what to do. */
  public String advice() {
    return TEXTS.get(this).get("advice");
  }
}
