package io.twinstream.cli;

import io.twinstream.api.Job;
import io.twinstream.api.Jobs;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bin/twinstream}. */
@Command(
    name = "twinstream",
    description =
        "Takes Spark Streaming (DStream) jobs to Structured Streaming: scans, compares, moves and runs them.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done; a comparison found both equal",
      "1:a comparison found differences",
      "2:wrong command line or input",
      "3:failed"
    })
public final class Main {
  @Mixin private GlobalOptions global;

  private Main() {}

  public static void main(String[] args) {
    System.exit(Commands.execute(() -> commandLine(), args));
  }

  static CommandLine commandLine() {
    CommandLine run = new CommandLine(new JobCommand());
    run.getCommandSpec()
        .usageMessage()
        .description("Runs a job on one engine; run JOB --help lists the options.");
    CommandLine compare = new CommandLine(new CompareCommands());
    compare
        .getCommandSpec()
        .usageMessage()
        .description(
            "Checks that two programs write the same rows: both programs of a job (compare JOB --help), two methods of your own jar, or any two by what they wrote.");
    for (Job<?> job : Jobs.all()) {
      run.addSubcommand(job.name(), RunCommand.of(job));
      compare.addSubcommand(job.name(), CompareCommand.of(job));
    }
    CommandLine main = new CommandLine(new Main());
    main.addSubcommand("jobs", new JobsCommand());
    main.addSubcommand("run", run);
    main.addSubcommand("compare", compare);
    main.addSubcommand("record", new RecordCommand());
    main.addSubcommand("replay", new ReplayCommand());
    main.addSubcommand("feed", new FeedCommand());
    main.addSubcommand("local", LocalCommand.commandLine());
    main.addSubcommand("demo", new DemoCommand());
    main.addSubcommand("scan", new ScanCommand());
    main.addSubcommand("inspect", new InspectCommand());
    main.addSubcommand("savepoint", new SavepointCommand());
    main.addSubcommand("train", new TrainCommand());
    main.addSubcommand("doctor", new DoctorCommand());
    main.addSubcommand("help", new CommandLine.HelpCommand());
    CommandLine completion = new CommandLine(new AutoComplete.GenerateCompletion());
    completion.getCommandSpec().name("completion");
    main.addSubcommand(completion);
    Map<String, Object> others = new LinkedHashMap<>(Map.of("bench", new BenchStub()));
    ServiceLoader.load(CommandProvider.class).forEach(each -> others.putAll(each.commands()));
    others.forEach(main::addSubcommand);
    return Commands.configured(main);
  }
}
