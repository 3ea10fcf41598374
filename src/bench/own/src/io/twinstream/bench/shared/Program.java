package io.twinstream.bench.shared;

import io.twinstream.cli.Main;
import java.util.ArrayList;
import java.util.List;

/** What the JVM of a contestant runs. */
public record Program(String classPath, String mainClass, List<String> arguments) {
  /** The command that runs a contestant which is here. */
  public static final String COMMAND = "bench-pass";

  /**
   * Returns that of a contestant which is here.
   *
   * @param arguments what the scenario gives it
   */
  public static Program here(String scenario, Contestant contestant, List<String> arguments) {
    List<String> all = new ArrayList<>(List.of(COMMAND, scenario, contestant.name()));
    all.addAll(arguments);
    return new Program(System.getProperty("java.class.path"), Main.class.getName(), all);
  }
}
