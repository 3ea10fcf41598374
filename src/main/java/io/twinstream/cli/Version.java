package io.twinstream.cli;

import io.twinstream.report.Versions;
import java.security.CodeSource;
import picocli.CommandLine.IVersionProvider;

/** The versions of what runs: the jar, Spark and Java. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    CodeSource code = Main.class.getProtectionDomain().getCodeSource();
    return new String[] {
      "twinstream %s, %s"
          .formatted(
              Versions.ours().orElse("(not packaged)"),
              code == null ? "no jar" : code.getLocation().getPath()),
      "Spark %s, Scala %s"
          .formatted(Versions.spark().orElse("(none)"), Versions.scala().orElse("(none)")),
      "Java %s, %s".formatted(System.getProperty("java.version"), System.getProperty("java.home"))
    };
  }
}
