package io.twinstream.api;

import io.twinstream.error.Services;
import io.twinstream.error.UserError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The jobs of all {@link JobProvider}s that the thread's class loader finds. */
public final class Jobs {
  private Jobs() {}

  /**
   * Returns every job: ours in the order of the documentation, then those of other jars.
   *
   * @throws UserError if two have one name, or a provider cannot be loaded
   */
  public static List<Job<?>> all() {
    Map<String, Job<?>> byName = new LinkedHashMap<>();
    for (JobProvider provider : Services.load(JobProvider.class, "jobs")) {
      for (Job<?> job : jobs(provider)) {
        Job<?> other = byName.put(job.name(), job);
        if (other != null) {
          throw UserError.usage(
              "job %s: there are two of that name, of %s and of %s: rename one of them"
                  .formatted(job.name(), other.rowType().getName(), job.rowType().getName()));
        }
      }
    }
    return List.copyOf(byName.values());
  }

  private static List<Job<?>> jobs(JobProvider provider) {
    try {
      return provider.jobs();
    } catch (LinkageError e) {
      throw Services.unlinked("the jobs of " + provider.getClass().getName(), e);
    }
  }

  /**
   * Returns the job of that name.
   *
   * @throws UserError if there is none; the message lists the known ones
   */
  public static Job<?> named(String name) {
    return all().stream()
        .filter(job -> job.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> UserError.usage("unknown job '%s': known are %s".formatted(name, names())));
  }

  /** Returns the names, comma-separated. */
  public static String names() {
    return all().stream().map(Job::name).collect(Collectors.joining(", "));
  }
}
