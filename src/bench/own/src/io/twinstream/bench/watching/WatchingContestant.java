package io.twinstream.bench.watching;

import io.twinstream.api.Engine;
import io.twinstream.bench.shared.Contestant;

/** Whose figures are watched in the scenario {@code watching}. */
public enum WatchingContestant implements Contestant {
  /** {@code running-word-count} by {@code updateStateByKey}. */
  DSTREAM(Engine.DSTREAM),
  /** Its port. */
  STRUCTURED(Engine.STRUCTURED);

  private final Engine engine;

  WatchingContestant(Engine engine) {
    this.engine = engine;
  }

  Engine engine() {
    return engine;
  }

  @Override
  public Maker maker() {
    return Maker.TWINSTREAM;
  }

  @Override
  public String label() {
    return maker().label(engine.label());
  }
}
