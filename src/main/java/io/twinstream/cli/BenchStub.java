package io.twinstream.cli;

import io.twinstream.error.UserError;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Stands for {@code bench} in the help where its module is not on the class path. */
@Command(description = "Measures what each engine costs; every contestant runs in a separate JVM.")
final class BenchStub implements Callable<Integer> {
  @Unmatched private String[] arguments;

  @Override
  public Integer call() {
    throw UserError.failed(
        "bench is a module of its own, which is not on the class path: start it by bin/twinstream bench, which builds it");
  }
}
