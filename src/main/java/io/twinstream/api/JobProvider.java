package io.twinstream.api;

import java.util.List;

/**
 * Adds jobs to the commands. A jar names its providers in {@code
 * META-INF/services/io.twinstream.api.JobProvider}; see {@link java.util.ServiceLoader}.
 */
public interface JobProvider {
  /** Returns the jobs, each with a name that no other has. */
  List<Job<?>> jobs();
}
