package io.twinstream.api;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Settings that a run passes to its source and sink besides their specifications. */
public final class EndSettings {
  /** No settings. */
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

  /** Returns a copy with the settings of one kind of source or sink, found by their class. */
  public EndSettings with(Object settings) {
    Map<Class<?>, Object> all = new HashMap<>(ofKinds);
    all.put(settings.getClass(), settings);
    return new EndSettings(hadoop, Map.copyOf(all));
  }

  /** Returns the settings of Hadoop's file systems. */
  public HadoopSettings hadoop() {
    return hadoop;
  }

  /** Returns the settings of one kind; empty if there are none. */
  public <T> Optional<T> get(Class<T> kind) {
    return Optional.ofNullable(kind.cast(ofKinds.get(kind)));
  }
}
