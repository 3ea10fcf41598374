package io.twinstream.cli;

import java.security.CodeSource;
import picocli.CommandLine.IVersionProvider;

/** The versions of what runs: the jar, Spark and Java. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    CodeSource code = Main.class.getProtectionDomain().getCodeSource();
    return new String[] {
      "twinstream %s, %s"
          .formatted(
              version == null ? "(not packaged)" : version,
              code == null ? "no jar" : code.getLocation().getPath()),
      "Spark " + org.apache.spark.package$.MODULE$.SPARK_VERSION(),
      "Java %s, %s".formatted(System.getProperty("java.version"), System.getProperty("java.home"))
    };
  }
}
