package io.twinstream.run;

import io.twinstream.sink.DeadLetters;
import io.twinstream.sink.RowFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/**
 * One job as the commands see it: its name, its rows, its two twins.
 *
 * @param <R> the output row, a bean whose properties are the key and value columns
 */
public final class Job<R> {
  private final Builder<R> built;
  private final Supplier<JobOptions> options;
  private final Function<JobOptions, DStreamTwin<R>> dstream;
  private final Function<JobOptions, StructuredTwin<R>> structured;

  private Job(
      Builder<R> built,
      Supplier<JobOptions> options,
      Function<JobOptions, DStreamTwin<R>> dstream,
      Function<JobOptions, StructuredTwin<R>> structured) {
    this.built = built;
    this.options = options;
    this.dstream = dstream;
    this.structured = structured;
  }

  /** Starts the description of a job: its name on the command line, and its row. */
  public static <R> Builder<R> of(String name, Class<R> rowType) {
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
   * folder.
   */
  public String recording() {
    return built.recording;
  }

  /** Returns the batch interval at which {@code compare} replays by default. */
  public Duration recordingInterval() {
    return built.batchInterval;
  }

  /** Returns the columns of a row with these options, those that name it first. */
  public RowFormat format(JobOptions jobOptions) {
    List<String> all = new ArrayList<>(built.keyColumns);
    all.addAll(built.valueColumns);
    int keys = jobOptions.keyColumns(built.keyColumns).size();
    return new RowFormat(
        List.copyOf(all.subList(0, keys)), List.copyOf(all.subList(keys, all.size())));
  }

  /**
   * Returns why the job with these options cannot read a record; it reads all where nothing is
   * said.
   */
  public DeadLetters.Rejection rejection(JobOptions jobOptions) {
    DeadLetters.Rejection ofJob = built.rejection;
    DeadLetters.Rejection ofOptions = jobOptions.rejection();
    return record -> ofJob.reason(record).or(() -> ofOptions.reason(record));
  }

  /** Returns a new options object of this job, annotated for picocli, holding the defaults. */
  public JobOptions newOptions() {
    return options.get();
  }

  /** Returns the classic twin with these options, which {@link #newOptions} made. */
  public DStreamTwin<R> dstream(JobOptions jobOptions) {
    return dstream.apply(jobOptions);
  }

  /** Returns the port with these options, which {@link #newOptions} made. */
  public StructuredTwin<R> structured(JobOptions jobOptions) {
    return structured.apply(jobOptions);
  }

  /** Returns this job with another port; for showing that a wrong one is found. */
  public Job<R> withStructured(StructuredTwin<R> other) {
    return new Job<>(built, options, dstream, any -> other);
  }

  /** The description of a job, being made. */
  public static final class Builder<R> {
    private final String name;
    private final Class<R> rowType;
    private String summary = "";
    private String operators = "";
    private List<String> keyColumns = List.of();
    private List<String> valueColumns = List.of();
    private String recording = "";
    private Duration batchInterval = Duration.ofSeconds(1);
    private boolean isStateful;
    private DeadLetters.Rejection rejection =
        record -> record.value() == null ? Optional.of("no value") : Optional.empty();

    private Builder(String name, Class<R> rowType) {
      this.name = name;
      this.rowType = rowType;
    }

    /** Sets the line that says what the job computes. */
    public Builder<R> summary(String line) {
      summary = line;
      return this;
    }

    /** Sets the classic operators that the job shows. */
    public Builder<R> operators(String names) {
      operators = names;
      return this;
    }

    /** Sets the columns that name a row within a batch. */
    public Builder<R> keyColumns(String... names) {
      keyColumns = List.of(names);
      return this;
    }

    /** Sets the columns that were computed for the key. */
    public Builder<R> valueColumns(String... names) {
      valueColumns = List.of(names);
      return this;
    }

    /** Says that the classic twin keeps state. */
    public Builder<R> stateful() {
      isStateful = true;
      return this;
    }

    /** Sets the recording that {@code compare} replays by default, in batches of a second. */
    public Builder<R> recording(String file) {
      return recording(file, batchInterval);
    }

    /**
     * Sets why the job cannot read a record, which has a value: it then goes to the dead letters.
     */
    public Builder<R> rejects(DeadLetters.Rejection why) {
      DeadLetters.Rejection ofNone = rejection;
      rejection = record -> ofNone.reason(record).or(() -> why.reason(record));
      return this;
    }

    /** Sets the recording that {@code compare} replays by default, and its batch interval. */
    public Builder<R> recording(String file, Duration interval) {
      recording = file;
      batchInterval = interval;
      return this;
    }

    /** Returns the job, of twins without options. */
    public Job<R> twins(Supplier<DStreamTwin<R>> dstream, Supplier<StructuredTwin<R>> structured) {
      return twins(NoOptions::new, none -> dstream.get(), none -> structured.get());
    }

    /** Returns the job, of twins that share one options class annotated for picocli. */
    @SuppressWarnings("unchecked") // the twins are only ever given what the supplier made
    public <O extends JobOptions> Job<R> twins(
        Supplier<O> options,
        Function<O, DStreamTwin<R>> dstream,
        Function<O, StructuredTwin<R>> structured) {
      return new Job<>(
          this,
          (Supplier<JobOptions>) (Supplier<?>) options,
          (Function<JobOptions, DStreamTwin<R>>) (Function<?, ?>) dstream,
          (Function<JobOptions, StructuredTwin<R>>) (Function<?, ?>) structured);
    }
  }

  /** The options of a job that has none. */
  @Command
  private static final class NoOptions implements JobOptions {}
}
