package io.twinstream.testkit;

import io.twinstream.api.Job;
import io.twinstream.api.JobOptions;
import io.twinstream.migration.own.MethodTwins;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * A test of a job's twins: batches in, and the rows that both are to write.
 *
 * <pre>{@code
 * TwinTest.of(PageViewsJob.JOB)
 *     .batch("/a ann", "/b bob").rows(new PageViews("/a", 1), new PageViews("/b", 1))
 *     .batch()
 *     .batch("/a ann").rows(new PageViews("/a", 2))
 *     .check();
 *
 * TwinTest.of(PageViewsJob.JOB).agree(20, random -> "/" + random.nextInt(3) + " ann");
 * }</pre>
 *
 * <p>Each batch is a second, or what the job's recording needs, of virtual time. Spark is started
 * once in a JVM, with two cores, and needs the {@code --add-opens} that it always needs on Java 17.
 */
public final class TwinTest {
  private static final int MOST_BATCHES = 6;
  private static final int MOST_LINES = 5;

  private final TwinRuns<?> runs;
  private final List<List<TopicLine>> batches = new ArrayList<>();
  private final List<ExpectedRows> expected = new ArrayList<>();
  private int unexpectedFrom;

  private TwinTest(TwinRuns<?> runs) {
    this.runs = runs;
  }

  /** Starts a test of a job, with its default options. */
  public static TwinTest of(Job<?> job) {
    return of(job, job.newOptions());
  }

  /**
   * Starts a test of a job.
   *
   * @param options an object of the job's options
   */
  public static TwinTest of(Job<?> job, JobOptions options) {
    return new TwinTest(new TwinRuns<>(job, options));
  }

  /**
   * Starts a test of two methods, each written {@code CLASS[::METHOD]}: one from DStreams to a
   * DStream, and its port from Datasets to a Dataset.
   *
   * @param keyColumns the port's columns that name a row
   */
  public static TwinTest ofMethods(String classic, String port, String... keyColumns) {
    return of(MethodTwins.of(classic, port, List.of(keyColumns)));
  }

  /**
   * Begins a test of two methods, of which the port is given each micro-batch, as by {@code
   * foreachBatch}.
   *
   * @param classic {@code CLASS[::METHOD]}, from DStreams to a DStream or several
   * @param port {@code CLASS[::METHOD]}, from Datasets to a Dataset or several
   * @param keyColumns the columns that tell the port's rows of a batch apart
   */
  public static TwinTest ofMethodsPerMicroBatch(String classic, String port, String... keyColumns) {
    return of(MethodTwins.of(classic, port, List.of(keyColumns)).perMicroBatch());
  }

  /** Starts a test of two methods, of their first output. */
  public static TwinTest of(MethodTwins methods) {
    return of(methods, 0);
  }

  /**
   * Starts a test of one output of two methods.
   *
   * @param output its place, from 0, in what the classic method returns
   */
  public static TwinTest of(MethodTwins methods, int output) {
    return of(methods.jobs(TestSession.get()).get(output));
  }

  /**
   * Adds a batch of these lines; an empty one without.
   *
   * @throws IllegalArgumentException if a line has a line feed
   */
  public TwinTest batch(String... lines) {
    return batchOf("", lines);
  }

  /** Adds a batch of these lines of a topic. */
  public TwinTest batchOf(String topic, String... lines) {
    batches.add(new ArrayList<>());
    return and(topic, lines);
  }

  /** Adds lines of another topic to the batch that was added last. */
  public TwinTest and(String topic, String... lines) {
    if (batches.isEmpty()) {
      throw new IllegalStateException("and() adds to a batch: call batchOf() first");
    }
    for (String line : lines) {
      batches.get(batches.size() - 1).add(new TopicLine(topic, line));
    }
    return this;
  }

  /**
   * Says which rows both twins write in the batches since the last call, in any order; of windows
   * and sessions, in those that end there.
   */
  public TwinTest rows(Object... rows) {
    expected.add(new ExpectedRows(unexpectedFrom, batches.size(), List.of(rows)));
    unexpectedFrom = batches.size();
    return this;
  }

  /**
   * Runs both twins.
   *
   * @throws AssertionError if they differ, if nothing was compared though rows are expected, or if
   *     the rows are others than was said
   */
  public void check() {
    runs.check(batches, expected);
  }

  /**
   * Checks that both twins agree over any batches; a failing case is made as small as it gets.
   *
   * @param cases how many cases
   * @param line makes a line
   * @throws AssertionError if they differ; names the smallest case that was found
   */
  public void agree(int cases, Function<Random, String> line) {
    agree(cases, 0, line);
  }

  /**
   * The same with the random numbers of another seed.
   *
   * @param seed of the first case; each next one has the next seed
   */
  public void agree(int cases, long seed, Function<Random, String> line) {
    for (long each = seed; each < seed + cases; each++) {
      Random random = new Random(each);
      List<List<TopicLine>> any = new ArrayList<>(batches);
      int more = 1 + random.nextInt(MOST_BATCHES);
      for (int i = 0; i < more; i++) {
        List<TopicLine> lines = new ArrayList<>();
        int count = random.nextInt(MOST_LINES + 1);
        for (int j = 0; j < count; j++) {
          lines.add(new TopicLine("", line.apply(random)));
        }
        any.add(lines);
      }
      runs.checkAgree(any, each);
    }
  }
}
