package io.twinstream.error;

/** What a command's exit code says; the same for every command. */
public enum ExitCode {
  /** Done; where something was compared, it is equal. */
  OK(0),
  /** Checked, and found differences or findings that were asked to fail. */
  DIFFERENT(1),
  /** The command line is wrong; nothing was started. */
  USAGE(2),
  /** Started, and could not be done. */
  FAILED(3),
  /** Compared, and neither side had anything to compare: no difference, and no proof either. */
  NOTHING_COMPARED(4);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** Returns the process exit code, 0 to 4. */
  public int code() {
    return code;
  }
}
