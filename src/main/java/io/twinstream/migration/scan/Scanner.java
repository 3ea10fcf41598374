package io.twinstream.migration.scan;

import io.twinstream.error.UserError;
import io.twinstream.migration.scan.python.PythonProgram;
import io.twinstream.migration.scan.python.PythonResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads the classes and the Python below some paths and reports what a move to Structured Streaming
 * must change.
 *
 * <p>Two passes: the first reads the headers of all classes, and the code of those that mention
 * Spark Streaming. The second reads the code of those that do not, but use a class of the
 * application that extends one of Spark's.
 */
public final class Scanner {
  private final Classes classes;
  private final Libraries libraries;
  private final List<Unread> unread = new ArrayList<>();
  private final Progress progress;
  private final ClassFiles.Limits limits;

  /** Locations that may be read in the second pass, with the classes they refer to. */
  private final Map<String, ClassHeader> later = new HashMap<>();

  private final Set<String> sparkLocations = new HashSet<>();
  private final Set<String> sparkNames = new HashSet<>();
  private final PythonFindings pythonFindings = new PythonFindings();
  private final PythonProgram python = new PythonProgram(pythonFindings.api());
  private int pythonFiles;
  private int read;
  private int duplicates;

  private Scanner(ScanOptions options, Progress progress, ClassFiles.Limits limits) {
    this.classes = new Classes(options.rules());
    this.libraries = new Libraries(options.packages());
    this.progress = progress;
    this.limits = limits;
  }

  /** Is told how a scan goes. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Tells that one more class or file of Python was read.
     *
     * @param files how many so far
     * @param location the newest one
     */
    void read(int files, String location);
  }

  /**
   * Scans files, directories and class paths.
   *
   * @throws UserError if an argument does not exist, or holds neither a class nor Python
   */
  public static ScanReport scan(List<String> arguments, Progress progress) {
    return scan(arguments, ScanOptions.USUAL, progress);
  }

  /**
   * Scans files, directories and class paths.
   *
   * @throws UserError if an argument does not exist, or holds no class, or none of the packages
   *     that are asked for
   */
  public static ScanReport scan(List<String> arguments, ScanOptions options, Progress progress) {
    return scan(arguments, options, progress, ClassFiles.Limits.USUAL);
  }

  static ScanReport scan(List<String> arguments, Progress progress, ClassFiles.Limits limits) {
    return scan(arguments, ScanOptions.USUAL, progress, limits);
  }

  private static ScanReport scan(
      List<String> arguments, ScanOptions options, Progress progress, ClassFiles.Limits limits) {
    Scanner scanner = new Scanner(options, progress, limits);
    List<Path> paths = ClassPath.resolve(arguments);
    scanner.visit(paths, scanner.new Headers());
    if (scanner.read == 0 && scanner.pythonFiles == 0 && scanner.unread.isEmpty()) {
      throw UserError.usage(
          (ClassPath.holdsSources(paths)
                  ? "%s: holds sources of Java or Scala and no class: compile it first (mvn compile, gradle classes, sbt compile), and name the project's directory"
                  : "%s: no class file and no Python in it; name jars, Python files, directories or a class path")
              .formatted(String.join(", ", arguments)));
    }
    scanner.checkPackages(arguments, options.packages());
    Set<String> second = scanner.secondPass();
    if (!second.isEmpty()) {
      scanner.visit(paths, scanner.new Code(second));
    }
    return scanner.report(arguments);
  }

  private void checkPackages(List<String> arguments, List<String> packages) {
    if (!packages.isEmpty() && read > 0 && !classes.names().stream().anyMatch(libraries::isNamed)) {
      throw UserError.usage(
          "%s: no class of package %s in it; name packages of the application"
              .formatted(String.join(", ", arguments), String.join(", ", packages)));
    }
  }

  private void visit(List<Path> paths, ClassFileVisitor visitor) {
    ClassFiles files = new ClassFiles(visitor, limits);
    for (Path path : paths) {
      try {
        files.visit(path);
      } catch (IOException e) {
        throw UserError.failed("%s: cannot be read (%s)".formatted(path, e), e);
      }
    }
  }

  /**
   * Returns the locations to read again. Spark's own classes, and those of libraries, are among
   * them only if there is nothing else: then they are what the user wants to know about.
   */
  private Set<String> secondPass() {
    Set<String> second = new HashSet<>();
    if (sparkLocations.size() == read) {
      second.addAll(sparkLocations);
      sparkLocations.clear();
      sparkNames.clear();
    }
    sparkNames.forEach(classes::passOver);
    for (Libraries.Aside each : libraries.promoted()) {
      if (each.header().mentionsStreaming()) {
        second.add(each.location());
      } else {
        later.put(each.location(), each.header());
      }
    }
    libraries.aside().forEach(each -> classes.passOver(each.header().name()));
    Set<String> wanted = classes.derived();
    wanted.addAll(classes.rules().companyOwners(classes.names()));
    int[] derived = wanted.stream().mapToInt(String::hashCode).toArray();
    later.forEach(
        (location, header) -> {
          if (header.refersTo(derived)) {
            second.add(location);
          }
        });
    later.clear();
    return second;
  }

  private ScanReport report(List<String> scanned) {
    Application application = new Application(classes);
    FlowGraph.Scan scan = FlowGraph.Scan.of(application);
    List<FlowGraph> graphs = FlowGraph.all(scan);
    List<Finding> findings = new ArrayList<>(Findings.of(application, scan.chains()));
    PythonResult ofPython = python.result();
    findings.addAll(pythonFindings.of(ofPython));
    unread.addAll(PythonFindings.notes(ofPython.unread()));
    List<PythonFlows> pythonFlows = PythonFlows.all(pythonFindings, ofPython.runs());
    List<ProgramFlow> flows =
        Stream.concat(
                graphs.stream().map(FlowGraph::flow), pythonFlows.stream().map(PythonFlows::flow))
            .sorted(ProgramFlow.EASIEST)
            .toList();
    return new ScanReport(
        List.copyOf(scanned),
        read,
        ofPython.read(),
        sparkLocations.size() + ofPython.sparks(),
        libraries.counts(),
        duplicates,
        unread,
        PythonFindings.notes(ofPython.notFollowed()),
        findings,
        Risks.of(scan, graphs, pythonFlows),
        SettingUses.of(application),
        flows,
        ScanSummary.of(application, ofPython, findings),
        Suppressions.inCode(classes, ofPython),
        Review.NONE);
  }

  private void parse(String location, byte[] bytes) {
    try {
      classes.add(ClassParser.parse(location, bytes));
    } catch (ClassHeader.Malformed e) {
      read--;
      unread.add(new Unread(location, e.getMessage()));
    }
  }

  /** The first pass. */
  private final class Headers implements ClassFileVisitor {
    @Override
    public void classFile(String location, byte[] bytes) {
      ClassHeader header;
      try {
        header = ClassHeader.read(bytes);
      } catch (ClassHeader.Malformed e) {
        unread.add(new Unread(location, e.getMessage()));
        return;
      }
      if (!classes.add(header)) {
        duplicates++;
        return;
      }
      progress.read(++read, location);
      if (SparkClasses.contains(header.name()) && !libraries.isNamed(header.name())) {
        sparkLocations.add(location);
        sparkNames.add(header.name());
      } else if (!libraries.isApplication(location, header)) {
        return;
      } else if (header.mentionsStreaming()) {
        parse(location, bytes);
      } else {
        later.put(location, header);
      }
    }

    @Override
    public void pythonFile(String location, byte[] bytes) {
      progress.read(read + ++pythonFiles, location);
      python.add(location, bytes);
    }

    @Override
    public void unread(Unread failure) {
      unread.add(failure);
    }
  }

  /** The second pass; what cannot be read is known from the first. */
  private final class Code implements ClassFileVisitor {
    private final Set<String> locations;

    private Code(Set<String> locations) {
      this.locations = locations;
    }

    @Override
    public boolean wants(String location) {
      return locations.contains(location);
    }

    @Override
    public void classFile(String location, byte[] bytes) {
      parse(location, bytes);
    }

    @Override
    public void unread(Unread failure) {}
  }
}
