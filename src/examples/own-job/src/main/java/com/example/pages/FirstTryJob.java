package com.example.pages;

import io.twinstream.api.Job;
import io.twinstream.api.JobProvider;
import java.util.List;

/** The same job with a port that is wrong. */
public final class FirstTryJob implements JobProvider {
  @Override
  public List<Job<?>> jobs() {
    return List.of(
        Job.of("page-views-first-try", PageViews.class)
            .summary("the same, as many ports begin")
            .operators("map, filter, reduceByKey")
            .keyColumns("page")
            .valueColumns("views")
            .options(PageOptions::new)
            .twins(DStreamPageViews::new, FirstTry::new));
  }
}
