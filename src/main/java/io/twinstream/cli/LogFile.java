package io.twinstream.cli;

import io.twinstream.error.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** A file beside standard error that takes more of the log. */
final class LogFile {
  private static final String NAME = "twinstream.file";

  private LogFile() {}

  /**
   * Appends to it from now on. Standard error gets what it got before.
   *
   * @throws UserError if it cannot be written
   */
  static void open(Path file) {
    try {
      Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
    } catch (IOException e) {
      throw UserError.usage(
          "--log %s: cannot be written: %s".formatted(file, FileErrors.reason(e)), e);
    }
    if (!(LogManager.getContext(false) instanceof LoggerContext context)) {
      throw UserError.usage("--log: Spark's logging is not Log4j 2 here: configure it there");
    }
    Configuration logging = context.getConfiguration();
    Appender appender =
        FileAppender.newBuilder()
            .setName(NAME)
            .setConfiguration(logging)
            .setLayout(
                PatternLayout.newBuilder().withPattern("%d{ISO8601} %p %c{1}: %m%n%ex").build())
            .withFileName(file.toString())
            .withAppend(true)
            .build();
    appender.start();
    for (LoggerConfig each : logging.getLoggers().values()) {
      if (each.getName().isEmpty() || !each.isAdditive()) {
        more(each, appender);
      }
    }
    context.updateLoggers();
  }

  /** Adds the file to a logger; those that it had keep their level. */
  private static void more(LoggerConfig logger, Appender file) {
    Level before = logger.getLevel();
    for (Appender each : logger.getAppenders().values()) {
      logger.removeAppender(each.getName());
      logger.addAppender(each, before, null);
    }
    logger.addAppender(file, Level.INFO, null);
    if (logger.getName().isEmpty() && before.isMoreSpecificThan(Level.INFO)) {
      logger.setLevel(Level.INFO);
    }
  }
}
