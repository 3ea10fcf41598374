package io.twinstream.migration.inspect;

/** What is known of a checkpoint of either engine. */
public sealed interface Checkpoint permits DStreamCheckpoint, StructuredCheckpoint {
  /** Returns the folder, as it was given. */
  String folder();

  /** Returns what is known for people. */
  default String text() {
    return TextReport.of(this);
  }

  /** Returns what is known as JSON; the format is stable, see {@code inspect.md}. */
  default String json() {
    return JsonReport.of(this);
  }

  /** Returns what is known as a page that needs nothing beside it. */
  default String html() {
    return HtmlReport.of(this);
  }

  /**
   * A Spark setting that is frozen in a checkpoint.
   *
   * @param key its name
   * @param value its value; masked if it may be a secret
   * @param onRestart where a restart from the checkpoint takes it from
   */
  public record Setting(String key, String value, OnRestart onRestart) {
    /** Where the value comes from when the application is started again. */
    public enum OnRestart {
      /** From the checkpoint, whatever is configured then. */
      FROZEN,
      /** From the configuration of that time; without one it is not set. */
      RELOADED
    }
  }
}
