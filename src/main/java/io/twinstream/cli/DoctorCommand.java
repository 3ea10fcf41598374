package io.twinstream.cli;

import io.twinstream.error.ExitCode;
import io.twinstream.error.Plural;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code doctor}: whether this machine has what a run needs. */
@Command(
    description =
        "Looks at Java, Spark, memory, disk, ports, the locale and stale variables; each line is a tick or says what to do.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:nothing has to be done", "3:something has to be"},
    footerHeading = "%nExamples:%n",
    footer = "  bin/twinstream doctor")
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<MachineCheck.Finding> findings =
        new MachineCheck(System.getenv(), ProjectFolder.resolve("")).all();
    PrintWriter out = spec.commandLine().getOut();
    for (MachineCheck.Finding each : findings) {
      out.printf("%s %-10s %s%n", mark(each.state()), each.subject(), each.text());
    }
    long bad = findings.stream().filter(each -> each.state() == MachineCheck.State.BAD).count();
    out.println(bad == 0 ? "nothing has to be done" : "to be done: " + Plural.of(bad, "thing"));
    out.flush();
    return (bad == 0 ? ExitCode.OK : ExitCode.FAILED).code();
  }

  private static String mark(MachineCheck.State state) {
    return switch (state) {
      case GOOD -> Verdicts.ansi().string("@|green \u2713|@");
      case NOTE -> Verdicts.ansi().string("@|yellow !|@");
      case BAD -> Verdicts.ansi().string("@|red \u2717|@");
    };
  }
}
