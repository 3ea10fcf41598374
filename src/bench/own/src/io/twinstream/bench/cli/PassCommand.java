package io.twinstream.bench.cli;

import io.twinstream.bench.shared.Contestant;
import io.twinstream.bench.shared.Program;
import io.twinstream.bench.shared.Scenario;
import io.twinstream.error.ExitCode;
import io.twinstream.error.UserError;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A contestant of {@code bench}, in a process of its own; prints what {@code bench} reads. */
@Command(
    name = Program.COMMAND,
    description = "A contestant of bench, in a process of its own.",
    mixinStandardHelpOptions = true,
    hidden = true)
final class PassCommand implements Callable<Integer> {
  @Parameters(index = "0", description = "The scenario.")
  private String scenario;

  @Parameters(index = "1", description = "Who is measured.")
  private String contestant;

  @Parameters(index = "2..*", description = "What the scenario gives it.")
  private List<String> arguments;

  @Override
  public Integer call() throws Exception {
    run(Scenarios.named(scenario), System.out);
    return ExitCode.OK.code();
  }

  private <C extends Contestant> void run(Scenario<C, ?> chosen, PrintStream out) throws Exception {
    C who =
        chosen.contestants().stream()
            .filter(each -> each.name().equals(contestant))
            .findFirst()
            .orElseThrow(() -> UserError.usage("unknown contestant '%s'".formatted(contestant)));
    chosen.pass(who, arguments, out);
    out.flush();
  }
}
