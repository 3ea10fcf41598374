package com.example.pages;

import io.twinstream.api.Job;
import io.twinstream.api.JobProvider;
import java.util.List;

/** Brings the job into twinstream's commands, once with each of its two ports. */
public final class PageViewsJob implements JobProvider {
  @Override
  public List<Job<?>> jobs() {
    return List.of(
        described("page-views").twins(DStreamPageViews::new, StructuredPageViews::new),
        described("page-views-first-try").twins(DStreamPageViews::new, FirstTry::new));
  }

  private static Job.Builder<PageViews, PageOptions> described(String name) {
    return Job.of(name, PageViews.class)
        .summary("how often each page was seen in a batch")
        .operators("map, filter, reduceByKey")
        .keyColumns("page")
        .valueColumns("views")
        .options(PageOptions::new);
  }
}
