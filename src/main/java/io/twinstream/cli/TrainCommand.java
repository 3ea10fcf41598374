package io.twinstream.cli;

import io.twinstream.engine.Sessions;
import io.twinstream.error.ExitCode;
import io.twinstream.error.UserError;
import io.twinstream.jobs.engine.FraudModel;
import io.twinstream.jobs.engine.MediaModels;
import io.twinstream.jobs.recommend.Play;
import io.twinstream.jobs.recommend.Recommend;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code train}: the model of a job that has one. */
@Command(
    description = {
      "Trains the model of fraud-score, or of recommend, and saves it: for --model, or below the directory of --models.",
      "On seeded data unless --plays names other: then every run gives the same model."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:saved", "2:wrong command line or input", "3:failed"})
final class TrainCommand implements Callable<Integer> {
  private static final String FRAUD_SCORE = "fraud-score";
  private static final String RECOMMEND = "recommend";

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "JOB",
      defaultValue = FRAUD_SCORE,
      description = "fraud-score or recommend; default: ${DEFAULT-VALUE}.")
  private String job;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description =
          "A new directory on any file system that Spark can reach; of recommend it is there when it is whole.")
  private String out;

  @Option(
      names = "--plays",
      paramLabel = "PATH",
      description =
          "Of recommend: a file, or a directory of files, with user,item lines to learn from; other lines are skipped.")
  private String plays;

  @Override
  public Integer call() throws IOException {
    if (!job.equals(FRAUD_SCORE) && !job.equals(RECOMMEND)) {
      throw UserError.usage(
          "train %s: only fraud-score and recommend have a model to train".formatted(job));
    }
    if (plays != null && job.equals(FRAUD_SCORE)) {
      throw UserError.usage("--plays: only for recommend: write train recommend");
    }
    FraudModel.checkNew(out, new Configuration());
    checkPlays();
    GlobalOptions.say(spec.commandLine(), "train: starting Spark");
    try (SparkSession session =
        SparkSession.builder()
            .config(Sessions.onLoopback(new SparkConf()))
            .master("local[*]")
            .appName("twinstream train")
            .getOrCreate()) {
      if (job.equals(RECOMMEND)) {
        MediaModels.save(session, plays(session), out);
      } else {
        FraudModel.save(session, out);
      }
    }
    spec.commandLine().getOut().println("saved: " + out);
    spec.commandLine().getOut().flush();
    return ExitCode.OK.code();
  }

  private void checkPlays() throws IOException {
    if (plays != null) {
      Path path = new Path(plays);
      if (!path.getFileSystem(new Configuration()).exists(path)) {
        throw UserError.usage("--plays %s: there is no such file or directory".formatted(plays));
      }
    }
  }

  private Dataset<Row> plays(SparkSession session) {
    return plays == null
        ? MediaModels.seededPlays(session)
        : session
            .read()
            .textFile(plays)
            .flatMap((FlatMapFunction<String, Play>) Recommend::plays, Encoders.bean(Play.class))
            .toDF();
  }
}
