package io.twinstream.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A job for the commands: its name, its rows and its two twins.
 *
 * <pre>{@code
 * Job.of("page-views", PageViews.class)
 *     .summary("how often each page is seen")
 *     .keyColumns("page")
 *     .valueColumns("views")
 *     .options(PageOptions::new)
 *     .twins(DStreamPageViews::new, StructuredPageViews::new)
 * }</pre>
 *
 * @param <R> the output row: a bean, a case class or a record whose properties are the columns
 */
public final class Job<R> {
  private final Builder<R, JobOptions> built;
  private final Function<JobOptions, DStreamTwin<R>> dstream;
  private final Function<JobOptions, StructuredTwin<R>> structured;

  private Job(
      Builder<R, JobOptions> built,
      Function<JobOptions, DStreamTwin<R>> dstream,
      Function<JobOptions, StructuredTwin<R>> structured) {
    this.built = built;
    this.dstream = dstream;
    this.structured = structured;
  }

  /** Starts the description of a job: its name on the command line, and its row. */
  public static <R> Builder<R, JobOptions> of(String name, Class<R> rowType) {
    return new Builder<>(name, rowType);
  }

  /** Returns the name on the command line, such as {@code word-count}. */
  public String name() {
    return built.name;
  }

  /** Returns one line that says what the job computes. */
  public String summary() {
    return built.summary;
  }

  /** Returns the classic operators that the job shows. */
  public String operators() {
    return built.operators;
  }

  /** Returns the class of the output row. */
  public Class<R> rowType() {
    return built.rowType;
  }

  /** Returns the columns that name a row within a batch. */
  public List<String> keyColumns() {
    return built.keyColumns;
  }

  /** Returns the columns that were computed for the key. */
  public List<String> valueColumns() {
    return built.valueColumns;
  }

  /** Tells whether the classic twin keeps state, for which Spark needs a checkpoint directory. */
  public boolean isStateful() {
    return built.isStateful;
  }

  /**
   * Returns the recording that {@code compare} replays by default, relative to the project's
   * folder; empty if there is none.
   */
  public String recording() {
    return built.recording;
  }

  /** Returns the batch interval at which {@code compare} replays by default. */
  public Duration recordingInterval() {
    return built.batchInterval;
  }

  /**
   * Returns the columns of the state that a savepoint brings to either twin, as DDL: {@code key}
   * and {@code state}; empty if the job keeps none, or does not say.
   */
  public Optional<String> stateColumns() {
    return built.stateColumns;
  }

  /** Returns the columns of a row with these options, those that name it first. */
  public RowFormat format(JobOptions jobOptions) {
    List<String> all = new ArrayList<>(built.keyColumns);
    all.addAll(built.valueColumns);
    int keys = jobOptions.keyColumns(built.keyColumns).size();
    return new RowFormat(
        List.copyOf(all.subList(0, keys)), List.copyOf(all.subList(keys, all.size())));
  }

  /** Returns why the job with these options cannot read a record; by default it reads all. */
  public Rejection rejection(JobOptions jobOptions) {
    Rejection ofJob = built.rejection;
    Rejection ofOptions = jobOptions.rejection();
    return record -> ofJob.reason(record).or(() -> ofOptions.reason(record));
  }

  /**
   * Returns how old a record can be, by its arrival, and still matter to what is written next: that
   * much is read again before a savepoint's cut.
   */
  public Duration readsBack(JobOptions jobOptions) {
    return built.readsBack.apply(jobOptions);
  }

  /**
   * Tells whether the classic twin can rebuild its state from its input, so that it continues from
   * offsets alone, without Spark's checkpoint.
   */
  public boolean isRebuiltFromRecords() {
    return built.remembers.isPresent();
  }

  /**
   * Returns how old a record can be, by its arrival, and still be needed for that; empty if all
   * records are.
   */
  public Optional<Duration> remembers(JobOptions jobOptions) {
    return built.remembers.flatMap(each -> each.apply(jobOptions));
  }

  /** Returns how {@code compare} matches the rows of the twins. */
  public Compared<R> compared(JobOptions jobOptions) {
    return built.compared.apply(jobOptions);
  }

  /** Returns a new options object of this job, annotated for picocli, holding the defaults. */
  public JobOptions newOptions() {
    return built.options.get();
  }

  /** Returns the classic twin with these options, which {@link #newOptions} made. */
  public DStreamTwin<R> dstream(JobOptions jobOptions) {
    return dstream.apply(jobOptions);
  }

  /** Returns the port with these options, which {@link #newOptions} made. */
  public StructuredTwin<R> structured(JobOptions jobOptions) {
    return structured.apply(jobOptions);
  }

  /**
   * Builds a job.
   *
   * @param <R> the output row
   * @param <O> the options that both twins share
   */
  public static final class Builder<R, O extends JobOptions> {
    private final String name;
    private final Class<R> rowType;
    private String summary = "";
    private String operators = "";
    private List<String> keyColumns = List.of();
    private List<String> valueColumns = List.of();
    private String recording = "";
    private Duration batchInterval = Duration.ofSeconds(1);
    private boolean isStateful;
    private Optional<String> stateColumns = Optional.empty();
    private Rejection rejection =
        record -> record.value() == null ? Optional.of("no value") : Optional.empty();
    private Supplier<O> options;
    private Function<O, Duration> readsBack = any -> Duration.ZERO;
    private Optional<Function<O, Optional<Duration>>> remembers = Optional.empty();
    private Function<O, Compared<R>> compared = any -> Compared.by(Grain.BATCH);

    @SuppressWarnings("unchecked") // what options() changes is their type
    private Builder(String name, Class<R> rowType) {
      this.name = name;
      this.rowType = rowType;
      this.options = () -> (O) new JobOptions.None();
    }

    /** Sets the line that says what the job computes. */
    public Builder<R, O> summary(String line) {
      summary = line;
      return this;
    }

    /** Sets the classic operators that the job shows. */
    public Builder<R, O> operators(String names) {
      operators = names;
      return this;
    }

    /** Sets the columns that name a row within a batch. */
    public Builder<R, O> keyColumns(String... names) {
      keyColumns = List.of(names);
      return this;
    }

    /** Sets the columns that were computed for the key. */
    public Builder<R, O> valueColumns(String... names) {
      valueColumns = List.of(names);
      return this;
    }

    /** Declares that the classic twin keeps state. */
    public Builder<R, O> stateful() {
      isStateful = true;
      return this;
    }

    /**
     * Declares that the classic twin keeps state, and what a savepoint brings of it to either twin.
     *
     * @param columns DDL, such as {@code key STRING NOT NULL, state BIGINT NOT NULL}
     */
    public Builder<R, O> stateful(String columns) {
      stateColumns = Optional.of(columns);
      return stateful();
    }

    /** Sets the recording that {@code compare} replays by default, in batches of a second. */
    public Builder<R, O> recording(String file) {
      return recording(file, batchInterval);
    }

    /** Sets the recording that {@code compare} replays by default, and its batch interval. */
    public Builder<R, O> recording(String file, Duration interval) {
      recording = file;
      batchInterval = interval;
      return this;
    }

    /**
     * Sets the check for records that the job cannot read, which go to the dead letters. It is
     * given records with a value only.
     */
    public Builder<R, O> rejects(Rejection why) {
      Rejection ofNone = rejection;
      rejection = record -> ofNone.reason(record).or(() -> why.reason(record));
      return this;
    }

    /**
     * Sets the options that both twins share: a class annotated for picocli, with the defaults.
     * Called before what depends on them.
     */
    @SuppressWarnings("unchecked") // nothing depends on the options yet
    public <P extends JobOptions> Builder<R, P> options(Supplier<P> made) {
      Builder<R, P> typed = (Builder<R, P>) this;
      typed.options = made;
      return typed;
    }

    /** Sets {@link Job#readsBack}; nothing is read again unless it is set. */
    public Builder<R, O> readsBack(Function<O, Duration> age) {
      readsBack = age;
      return this;
    }

    /**
     * Declares that the classic twin rebuilds its state from {@link ClassicInput#replayed}, and
     * does not write rows for those records alone.
     *
     * @param age how old a record can be, by its arrival, and still be needed; empty if all are
     */
    public Builder<R, O> rebuiltFromRecords(Function<O, Optional<Duration>> age) {
      remembers = Optional.of(age);
      return this;
    }

    /** Sets {@link Job#compared}; batch by batch unless it is set. */
    public Builder<R, O> compared(Function<O, Compared<R>> how) {
      compared = how;
      return this;
    }

    /** Returns the job; its twins take no options. */
    public Job<R> twins(Supplier<DStreamTwin<R>> dstream, Supplier<StructuredTwin<R>> structured) {
      return twins(none -> dstream.get(), none -> structured.get());
    }

    /** Returns the job; its twins take the options. */
    @SuppressWarnings("unchecked") // the functions are only given what the supplier made
    public Job<R> twins(
        Function<O, DStreamTwin<R>> dstream, Function<O, StructuredTwin<R>> structured) {
      return new Job<>(
          (Builder<R, JobOptions>) this,
          (Function<JobOptions, DStreamTwin<R>>) dstream,
          (Function<JobOptions, StructuredTwin<R>>) structured);
    }
  }
}
