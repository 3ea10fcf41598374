package io.twinstream.error;

/**
 * An error that a user can mend: its message says what, which value, where, and what to do. It is
 * shown without a stack trace.
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  private UserError(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** Returns an error of the command line or its input, found before anything was started. */
  public static UserError usage(String message) {
    return new UserError(ExitCode.USAGE, message, null);
  }

  /** Returns the same with what caused it. */
  public static UserError usage(String message, Throwable cause) {
    return new UserError(ExitCode.USAGE, message, cause);
  }

  /** Returns an error of something that was tried and could not be done. */
  public static UserError failed(String message) {
    return new UserError(ExitCode.FAILED, message, null);
  }

  /** Returns an error of something that was tried and could not be done, with what caused it. */
  public static UserError failed(String message, Throwable cause) {
    return new UserError(ExitCode.FAILED, message, cause);
  }

  /** Returns {@link ExitCode#USAGE} or {@link ExitCode#FAILED}. */
  public ExitCode exitCode() {
    return exitCode;
  }
}
