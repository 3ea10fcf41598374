package com.example.pages;

import io.twinstream.api.Job;
import io.twinstream.api.JobProvider;
import java.util.List;

/** Brings the job into twinstream's commands. */
public final class PageViewsJob implements JobProvider {
  @Override
  public List<Job<?>> jobs() {
    return List.of(
        Job.of("page-views", PageViews.class)
            .summary("how often each page was seen in a batch")
            .keyColumns("page")
            .valueColumns("views")
            .options(PageOptions::new)
            .twins(DStreamPageViews::new, StructuredPageViews::new));
  }
}
