package io.twinstream.jobs.accesslog;

import io.twinstream.api.Job;
import io.twinstream.api.JobProvider;
import java.util.List;

/** A server's log. */
public final class AccessLogJob implements JobProvider {
  /** The job. */
  public static final Job<AccessCount> JOB =
      Job.of("access-log", AccessCount.class)
          .summary("status counts and most wanted endpoints of a server's log")
          .operators("flatMap, reduceByKey, filter, transform with sortByKey, union")
          .keyColumns("kind", "name")
          .valueColumns("rank", "count")
          .recording("data/access.recording")
          .rejects(record -> AccessLog.problem(record.value()))
          .options(TopOptions::new)
          .twins(DStreamAccessLog::new, StructuredAccessLog::new);

  @Override
  public List<Job<?>> jobs() {
    return List.of(JOB);
  }
}
