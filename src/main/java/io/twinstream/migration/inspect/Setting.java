package io.twinstream.migration.inspect;

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
