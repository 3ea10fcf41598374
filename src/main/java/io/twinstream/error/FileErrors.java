package io.twinstream.error;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.regex.Pattern;

/** What the system says of a file, in words. */
public final class FileErrors {
  /** What Hadoop adds to its messages for those who mend Hadoop. */
  private static final Pattern HADOOP = Pattern.compile(" \\(exists=\\w+, cwd=[^)]*\\)");

  /** A server of Hadoop's sends its stack trace along. */
  private static final Pattern REMOTE_TRACE = Pattern.compile("(?s)\n\tat .*");

  private static final Pattern SYSTEM = Pattern.compile("(?s)^.* \\(([^()]+)\\)$");

  private FileErrors() {}

  /** Returns why, without the file's name, such as {@code permission denied}. */
  public static String reason(Exception failure) {
    Throwable cause = failure;
    while (!(cause instanceof IOException) && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (cause instanceof FileNotFoundException && cause.getMessage() != null) {
      // Of java.io: NAME (reason of the system).
      return SYSTEM.matcher(cause.getMessage()).replaceFirst("$1");
    }
    if (cause instanceof CharacterCodingException) {
      return "it is not UTF-8";
    }
    if (cause instanceof DirectoryNotEmptyException) {
      return "a directory is in its way";
    }
    if (cause instanceof NotDirectoryException || cause instanceof FileAlreadyExistsException) {
      return "a file is in its way";
    }
    if (cause instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason();
    }
    return cause.getMessage() == null
        ? cause.getClass().getSimpleName()
        : withoutRemoteTrace(HADOOP.matcher(cause.getMessage()).replaceAll(""));
  }

  /** Returns a message without the stack trace that a server of Hadoop's has put into it. */
  public static String withoutRemoteTrace(String message) {
    return REMOTE_TRACE.matcher(message).replaceFirst("");
  }
}
