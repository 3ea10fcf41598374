package io.twinstream.api;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a run says to its source and its sink beside their specifications. */
public final class EndSettings {
  /** Nothing beside what the process has. */
  public static final EndSettings NONE = of(HadoopSettings.NONE);

  private final HadoopSettings hadoop;
  private final Map<Class<?>, Object> ofKinds;

  private EndSettings(HadoopSettings hadoop, Map<Class<?>, Object> ofKinds) {
    this.hadoop = hadoop;
    this.ofKinds = ofKinds;
  }

  /** Returns these settings of Hadoop's file systems, and nothing else. */
  public static EndSettings of(HadoopSettings hadoop) {
    return new EndSettings(hadoop, Map.of());
  }

  /** Returns the same with what one kind of source or sink is told, by its class. */
  public EndSettings with(Object settings) {
    Map<Class<?>, Object> all = new HashMap<>(ofKinds);
    all.put(settings.getClass(), settings);
    return new EndSettings(hadoop, Map.copyOf(all));
  }

  /** Returns the settings of Hadoop's file systems. */
  public HadoopSettings hadoop() {
    return hadoop;
  }

  /** Returns what one kind is told; empty if it is told nothing. */
  public <T> Optional<T> get(Class<T> kind) {
    return Optional.ofNullable(kind.cast(ofKinds.get(kind)));
  }
}
