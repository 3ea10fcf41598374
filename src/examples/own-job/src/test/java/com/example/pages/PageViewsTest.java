package com.example.pages;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinstream.api.Job;
import io.twinstream.api.JobProvider;
import io.twinstream.testkit.TwinTest;
import org.junit.jupiter.api.Test;

class PageViewsTest {
  private static Job<?> job(JobProvider provider) {
    return provider.jobs().get(0);
  }

  @Test
  void countsThePagesOfABatch() {
    TwinTest.of(job(new PageViewsJob()))
        .batch("/a\tann", "/b\tann", "/a\tbob").rows(new PageViews("/a", 2), new PageViews("/b", 1))
        .batch().rows()
        .batch("/a\tann").rows(new PageViews("/a", 1))
        .check();
  }

  @Test
  void anyBatchesAgree() {
    TwinTest.of(job(new PageViewsJob())).agree(5, random -> "/" + "abc".charAt(random.nextInt(3)) + "\tann");
  }

  @Test
  void theFirstTryCountsSinceTheBeginning() {
    AssertionError says =
        assertThrows(
            AssertionError.class,
            () -> TwinTest.of(job(new FirstTryJob())).batch("/a\tann").batch("/a\tann").check());
    assertTrue(says.getMessage().contains("CUMULATIVE"), says.getMessage());
  }

  @Test
  void methodsOfTheOldProgramAgree() {
    TwinTest.ofMethods("com.example.pages.OldPageViews::counts", "com.example.pages.NewPageViews::counts", "page")
        .batch("/a\tann", "/b\tann").batch("/a\tbob")
        .check();
  }
}
