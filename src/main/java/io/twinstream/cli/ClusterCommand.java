package io.twinstream.cli;

import io.twinstream.ends.Loopback;
import io.twinstream.engine.StopRequest;
import io.twinstream.error.ExitCode;
import io.twinstream.error.UserError;
import io.twinstream.internals.StopSignals;
import io.twinstream.local.servers.StandaloneCluster;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code local cluster}: Spark's standalone cluster. */
@Command(
    description = {
      "Starts a standalone Spark cluster on the loopback interface: a master and workers, each a separate process.",
      "Prints the master's address when all workers have registered; use it with run --master or bin/submit --master."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:it was stopped", "2:wrong command line", "3:it did not start, or it died"})
final class ClusterCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "7077",
      description = "Port of the master; 0 picks a free one; default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Number of workers; default: ${DEFAULT-VALUE}.")
  private int workers;

  @Option(
      names = "--cores",
      paramLabel = "C",
      defaultValue = "2",
      description =
          "Cores per worker; may exceed those of this machine; default: ${DEFAULT-VALUE}.")
  private int cores;

  @Option(
      names = "--memory",
      paramLabel = "M",
      defaultValue = "2g",
      description =
          "Memory per worker; an executor takes 1g by default; default: ${DEFAULT-VALUE}.")
  private String memory;

  @Option(
      names = "--logs",
      paramLabel = "DIR",
      description = "Directory for the logs; default: target/local/cluster-PORT in the project.")
  private Path logs;

  @Override
  public Integer call() throws InterruptedException {
    check();
    StopRequest stop = new StopRequest();
    StopSignals.onFirst(stop::request);
    int masterPort = Loopback.free(port);
    Path folder = logs == null ? ProjectFolder.resolve("target/local/cluster-" + masterPort) : logs;
    folder = folder.toAbsolutePath().normalize();
    StandaloneCluster.Size size = new StandaloneCluster.Size(workers, cores, memory);
    try (StandaloneCluster cluster =
        StandaloneCluster.start(sparkHome(), masterPort, size, folder)) {
      say("starting; logs in " + folder);
      if (cluster.awaitReady(stop)) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(cluster.masterUrl());
        out.flush();
        say(
            "%d workers with %d cores and %s each; page %s; Ctrl-C stops it"
                .formatted(workers, cores, memory, cluster.webUrl()));
        cluster.awaitStop(stop, this::say);
      }
      say("stopping");
    }
    return ExitCode.OK.code();
  }

  private void check() {
    if (port < 0 || port > 65_535) {
      throw UserError.usage("--port %d: write 1 to 65535, or 0 for any".formatted(port));
    }
    if (workers < 1 || cores < 1) {
      throw UserError.usage("local cluster: --workers and --cores must be 1 or more");
    }
    if (!memory.matches("[1-9]\\d{0,6}[mg]")) {
      throw UserError.usage(
          "--memory %s: write mebibytes or gibibytes, as in 900m or 2g".formatted(memory));
    }
  }

  /** The scripts say where Spark is. */
  private static Path sparkHome() {
    String home = System.getenv("TWINSTREAM_SPARK_HOME");
    if (home == null) {
      throw UserError.failed(
          "local cluster: TWINSTREAM_SPARK_HOME is not set: start it by bin/twinstream, or set it to a Spark distribution");
    }
    return Path.of(home);
  }

  private void say(String what) {
    GlobalOptions.say(spec.commandLine(), "cluster: " + what);
  }
}
