package io.twinstream.api;

import java.io.Serializable;
import java.util.Optional;

/** Why a job cannot read a record, which then goes to the dead letters. */
@FunctionalInterface
public interface Rejection extends Serializable {
  /** Returns the reason; empty if the job can read it. */
  Optional<String> reason(InputRecord record);
}
