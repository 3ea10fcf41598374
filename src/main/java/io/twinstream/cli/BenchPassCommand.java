package io.twinstream.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.Latency;
import io.twinstream.bench.LatencyContestant;
import io.twinstream.bench.LatencyPass;
import io.twinstream.bench.SocketContestant;
import io.twinstream.bench.SocketPass;
import io.twinstream.bench.StateContestant;
import io.twinstream.bench.StatePass;
import io.twinstream.bench.WordsContestant;
import io.twinstream.error.ExitCode;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A contestant of {@code bench}, in a process of its own; prints what {@code bench} reads. */
@Command(
    name = BenchPassCommand.NAME,
    description = "A contestant of bench, in a process of its own.",
    mixinStandardHelpOptions = true,
    hidden = true)
final class BenchPassCommand implements Callable<Integer> {
  static final String NAME = "bench-pass";

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
          out.println(state(StateContestant.valueOf(contestant), Integer.parseInt(given[0])));
      case LatencyBench.NAME ->
          out.println(
              Latency.said(LatencyPass.run(LatencyContestant.valueOf(contestant), given, out)));
      case SocketBench.NAME -> SocketPass.run(SocketContestant.valueOf(contestant), given, out);
      default -> WordsContestant.valueOf(contestant).run(given, out);
    }
    out.flush();
    return ExitCode.OK.code();
  }

  private static ObjectNode state(StateContestant contestant, int keys) throws Exception {
    StatePass.Result result = StatePass.run(contestant, keys);
    List<Long> sorted = result.batchMillis().values().stream().sorted().toList();
    ObjectNode json = new ObjectMapper().createObjectNode().put("correct", result.isCorrect());
    json.putObject("millisPerBatch")
        .put("median", sorted.get(sorted.size() / 2))
        .put("min", sorted.get(0))
        .put("max", sorted.get(sorted.size() - 1));
    return json.put("peakHeapMebibytes", result.peakHeapMebibytes());
  }
}
