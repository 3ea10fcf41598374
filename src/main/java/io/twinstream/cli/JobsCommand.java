package io.twinstream.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.api.Job;
import io.twinstream.api.Jobs;
import io.twinstream.error.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jobs}: the table of jobs. */
@Command(description = "Lists the jobs.", mixinStandardHelpOptions = true)
final class JobsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private FormatOption format;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (format.isJson()) {
      ObjectMapper mapper = new ObjectMapper();
      ObjectNode all = mapper.createObjectNode().put("version", 1);
      ArrayNode jobs = all.putArray("jobs");
      for (Job<?> job : Jobs.all()) {
        fill(jobs.addObject(), job);
      }
      out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(all));
    } else {
      for (Job<?> job : Jobs.all()) {
        out.printf(
            "%-22s %s%n%-22s   %s%s%n",
            job.name(),
            job.summary(),
            "",
            job.operators().isEmpty() ? "" : job.operators() + " -> ",
            columns(job));
      }
    }
    out.flush();
    return ExitCode.OK.code();
  }

  private static void fill(ObjectNode node, Job<?> job) {
    node.put("name", job.name()).put("summary", job.summary()).put("operators", job.operators());
    addAll(node.putArray("keyColumns"), job.keyColumns());
    addAll(node.putArray("valueColumns"), job.valueColumns());
    node.put("recording", job.recording());
  }

  private static void addAll(ArrayNode array, List<String> names) {
    names.forEach(array::add);
  }

  private static String columns(Job<?> job) {
    return String.join(",", job.keyColumns()) + "," + String.join(",", job.valueColumns());
  }
}
