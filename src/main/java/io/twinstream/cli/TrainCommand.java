package io.twinstream.cli;

import io.twinstream.engine.Sessions;
import io.twinstream.error.ExitCode;
import io.twinstream.jobs.engine.FraudModel;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code train}: the model of fraud-score. */
@Command(
    description =
        "Trains the model of fraud-score on seeded data and saves it for --model; every run gives the same model.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:saved", "2:wrong command line", "3:failed"})
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "A new directory on any file system that Spark can reach.")
  private String out;

  @Override
  public Integer call() throws IOException {
    FraudModel.checkNew(out, new Configuration());
    GlobalOptions.say(spec.commandLine(), "train: starting Spark");
    try (SparkSession session =
        SparkSession.builder()
            .config(Sessions.onLoopback(new SparkConf()))
            .master("local[*]")
            .appName("twinstream train")
            .getOrCreate()) {
      FraudModel.save(session, out);
    }
    spec.commandLine().getOut().println("saved: " + out);
    spec.commandLine().getOut().flush();
    return ExitCode.OK.code();
  }
}
