package io.twinstream.cli;

import io.twinstream.api.Job;
import io.twinstream.api.Jobs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

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
    DriverExit.with(Commands.execute(() -> commandLine(meantBy(args)), args));
  }

  /** Returns all of it. */
  static CommandLine commandLine() {
    return commandLine(name -> true);
  }

  /**
   * Returns the command line with those commands and jobs whole whose names are meant. Of the
   * others it has name and description: to read the options of all of them takes longer than most
   * commands.
   */
  static CommandLine commandLine(Predicate<String> isMeant) {
    CommandLine main = new CommandLine(new Main());
    Adding to = new Adding(main, isMeant);
    to.add("jobs", JobsCommand.class, () -> new CommandLine(new JobsCommand()));
    to.add("run", JobCommand.class, () -> run(isMeant));
    to.add("compare", CompareCommands.class, () -> compare(isMeant));
    to.add("record", RecordCommand.class, () -> new CommandLine(new RecordCommand()));
    to.add("replay", ReplayCommand.class, () -> new CommandLine(new ReplayCommand()));
    to.add("feed", FeedCommand.class, () -> new CommandLine(new FeedCommand()));
    to.add("local", LocalCommand.class, LocalCommand::commandLine);
    to.add("demo", DemoCommand.class, () -> new CommandLine(new DemoCommand()));
    to.add("scan", ScanCommand.class, () -> new CommandLine(new ScanCommand()));
    to.add("inspect", InspectCommand.class, () -> new CommandLine(new InspectCommand()));
    to.add("savepoint", SavepointCommand.class, () -> new CommandLine(new SavepointCommand()));
    to.add("train", TrainCommand.class, () -> new CommandLine(new TrainCommand()));
    to.add("doctor", DoctorCommand.class, () -> new CommandLine(new DoctorCommand()));
    main.addSubcommand("help", new CommandLine.HelpCommand());
    CommandLine completion = new CommandLine(new AutoComplete.GenerateCompletion());
    completion.getCommandSpec().name("completion");
    main.addSubcommand(completion);
    Map<String, Object> others = new LinkedHashMap<>(Map.of("bench", new BenchStub()));
    ServiceLoader.load(CommandProvider.class).forEach(each -> others.putAll(each.commands()));
    others.forEach(main::addSubcommand);
    return Commands.configured(main);
  }

  /**
   * Returns which names a command line may mean; all, where it has words that are not seen here.
   */
  static Predicate<String> meantBy(String... args) {
    List<String> words = List.of(args);
    boolean isOfAll =
        words.contains("completion") || words.stream().anyMatch(word -> word.startsWith("@"));
    return name -> isOfAll || words.contains(name);
  }

  private static CommandLine run(Predicate<String> isMeant) {
    CommandLine run = new CommandLine(new JobCommand());
    Adding to = new Adding(run, isMeant);
    for (Job<?> job : Jobs.all()) {
      to.add(job.name(), RunCommand.description(job), () -> RunCommand.of(job));
    }
    return run;
  }

  private static CommandLine compare(Predicate<String> isMeant) {
    CommandLine compare = new CommandLine(new CompareCommands());
    Adding to = new Adding(compare, isMeant);
    for (Job<?> job : Jobs.all()) {
      to.add(job.name(), CompareCommand.description(job), () -> CompareCommand.of(job));
    }
    return compare;
  }

  /** Adds commands, whole or by name and description. */
  private record Adding(CommandLine parent, Predicate<String> isMeant) {
    void add(String name, Class<?> command, Supplier<CommandLine> whole) {
      add(name, command.getAnnotation(Command.class).description()[0], whole);
    }

    void add(String name, String description, Supplier<CommandLine> whole) {
      parent.addSubcommand(name, isMeant.test(name) ? whole.get() : described(description));
    }

    private static CommandLine described(String description) {
      CommandSpec spec = CommandSpec.create();
      spec.usageMessage().description(description);
      return new CommandLine(spec);
    }
  }
}
