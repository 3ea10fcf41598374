package io.twinstream.watch;

import io.twinstream.api.Source;
import io.twinstream.engine.RunListener;
import io.twinstream.internals.MetricsSource;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * What is seen of a run while it runs: its figures among Spark's metrics, and, where it is asked
 * for, on a page.
 */
public final class Watch implements AutoCloseable {
  /** So many batches are kept for the page, about a megabyte. */
  private static final int HISTORY = 10_000;

  private static final String METRICS = "twinstream";

  private final RunInfo run;
  private final RunFigures figures;
  private final Optional<RunPage> page;
  private Optional<MetricsSource> metrics = Optional.empty();

  private Watch(RunInfo run, RunFigures figures, Optional<RunPage> page) {
    this.run = run;
    this.figures = figures;
    this.page = page;
  }

  /**
   * Begins, before anything else of the run does.
   *
   * @param serving where the page is; empty for none
   * @throws io.twinstream.error.UserError if the port cannot be had
   */
  public static Watch open(RunInfo run, Optional<Serving> serving) {
    RunFigures figures =
        new RunFigures(
            serving.map(any -> new History(RunFigures.COLUMNS.size(), HISTORY)),
            System::currentTimeMillis);
    return new Watch(
        run,
        figures,
        serving.map(where -> new RunPage(run, figures, where, System.currentTimeMillis())));
  }

  /** Returns where the page is; empty if there is none. */
  public Optional<String> url() {
    return page.map(RunPage::url);
  }

  /** Adds how the run began: what it starts from, or where it continues. */
  public void begun(String how) {
    figures.begun(how);
  }

  /**
   * Told that Spark is started, with which the run begins.
   *
   * @param epoch the driver's turn at its checkpoint
   */
  public void running(SparkSession session, Source source, long epoch) {
    Configuration hadoop = session.sparkContext().hadoopConfiguration();
    figures.running(
        source, epoch, run.checkpoint().map(at -> () -> MadeSavepoint.beside(at, hadoop)));
    session.sparkContext().addSparkListener(new TaskFailures(figures));
    metrics = Optional.of(MetricsSource.register(METRICS, new SparkMetrics(figures).registry()));
  }

  /** Returns what the runners tell of the run. */
  public RunListener listener() {
    return figures;
  }

  /** Told that the run has ended well. */
  public void done(String how) {
    figures.done(how);
  }

  /** Told that the run has failed. */
  public void failed(String why) {
    figures.failed(why);
  }

  /** Ends what was begun; Spark may have ended before. */
  @Override
  public void close() {
    page.ifPresent(RunPage::close);
    metrics.ifPresent(MetricsSource::close);
    figures.close();
  }
}
