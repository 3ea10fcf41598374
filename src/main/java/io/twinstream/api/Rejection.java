package io.twinstream.api;

import java.io.Serializable;
import java.util.Optional;

/** Decides whether a job can read a record; one that it cannot read goes to the dead letters. */
@FunctionalInterface
public interface Rejection extends Serializable {
  /** Returns the reason; empty if the job can read it. */
  Optional<String> reason(InputRecord record);
}
