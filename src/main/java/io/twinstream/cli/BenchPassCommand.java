package io.twinstream.cli;

import io.twinstream.jobs.windowedwordcount.WindowedWordCountJob;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.BatchTimes;
import io.twinstream.bench.Latency;
import io.twinstream.bench.LatencyContestant;
import io.twinstream.bench.LatencyPass;
import io.twinstream.bench.Moves;
import io.twinstream.bench.Program;
import io.twinstream.bench.SocketContestant;
import io.twinstream.bench.SocketPass;
import io.twinstream.bench.StateContestant;
import io.twinstream.bench.StatePass;
import io.twinstream.bench.WindowsContestant;
import io.twinstream.bench.WindowsLoad;
import io.twinstream.bench.WindowsPass;
import io.twinstream.bench.WordsContestant;
import io.twinstream.error.ExitCode;
import io.twinstream.api.JobOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A contestant of {@code bench}, in a process of its own; prints what {@code bench} reads. */
@Command(
    name = BenchPassCommand.NAME,
    description = "A contestant of bench, in a process of its own.",
    mixinStandardHelpOptions = true,
    hidden = true)
final class BenchPassCommand implements Callable<Integer> {
  static final String NAME = Program.COMMAND;

  @Parameters(index = "0", description = "The scenario.")
  private String scenario;

  @Parameters(index = "1", description = "Who is measured.")
  private String contestant;

  @Parameters(index = "2..*", description = "What the scenario gives it.")
  private List<String> arguments;

  @Override
  public Integer call() throws Exception {
    PrintStream out = System.out;
    String[] given = arguments.toArray(String[]::new);
    switch (scenario) {
      case StateBench.NAME ->
          out.println(
              times(
                  StatePass.run(StateContestant.valueOf(contestant), Integer.parseInt(given[0]))));
      case WindowsBench.NAME -> {
        WindowsContestant each = WindowsContestant.valueOf(contestant);
        out.println(times(WindowsPass.run(each, options(each), Integer.parseInt(given[0]))));
      }
      case MoveBench.NAME -> {
        Moves.fill(
            StateContestant.valueOf(contestant), Integer.parseInt(given[0]), Path.of(given[1]));
        out.println("filled");
      }
      case LatencyBench.NAME ->
          out.println(
              Latency.said(LatencyPass.run(LatencyContestant.valueOf(contestant), given, out)));
      case SocketBench.NAME -> SocketPass.run(SocketContestant.valueOf(contestant), given, out);
      default -> WordsContestant.valueOf(contestant).run(given, out);
    }
    out.flush();
    return ExitCode.OK.code();
  }

  private static JobOptions options(WindowsContestant contestant) {
    JobOptions options = WindowedWordCountJob.JOB.newOptions();
    Commands.of(options)
        .parseArgs(
            Stream.concat(WindowsLoad.options().stream(), contestant.options().stream())
                .toArray(String[]::new));
    return options;
  }

  private static ObjectNode times(BatchTimes batches) {
    ObjectNode json = new ObjectMapper().createObjectNode().put("correct", batches.isCorrect());
    json.putObject("millisPerBatch")
        .put("median", batches.median())
        .put("min", batches.millis().get(0))
        .put("max", batches.millis().get(batches.millis().size() - 1));
    return json.put("peakHeapMebibytes", batches.peakHeapMebibytes());
  }
}
