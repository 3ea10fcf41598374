package io.twinstream.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.StateContestant;
import io.twinstream.bench.StatePass;
import io.twinstream.error.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One pass of {@code bench}, in a process of its own; prints one line of JSON. */
@Command(
    name = BenchPassCommand.NAME,
    description = "One pass of bench, in a process of its own.",
    mixinStandardHelpOptions = true,
    hidden = true)
final class BenchPassCommand implements Callable<Integer> {
  static final String NAME = "bench-pass";

  @Spec private CommandSpec spec;

  @Parameters(index = "0", description = "Who is measured.")
  private StateContestant contestant;

  @Parameters(index = "1", description = "How many keys the state has.")
  private int keys;

  @Override
  public Integer call() throws IOException {
    StatePass.Result result = StatePass.run(contestant, keys);
    List<Long> sorted = result.batchMillis().values().stream().sorted().toList();
    ObjectNode json = new ObjectMapper().createObjectNode().put("correct", result.isCorrect());
    json.putObject("millisPerBatch")
        .put("median", sorted.get(sorted.size() / 2))
        .put("min", sorted.get(0))
        .put("max", sorted.get(sorted.size() - 1));
    json.put("peakHeapMebibytes", result.peakHeapMebibytes());
    PrintWriter out = spec.commandLine().getOut();
    out.println(json);
    out.flush();
    return ExitCode.OK.code();
  }
}
