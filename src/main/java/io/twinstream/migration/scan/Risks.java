package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Looks for every risk. */
final class Risks {
  private Risks() {}

  /** Returns all risks, sorted by class and line. */
  static List<Risk> of(FlowGraph.Scan scan, List<FlowGraph> graphs, List<PythonFlows> pythonFlows) {
    Application application = scan.application();
    List<Risk> found = new ArrayList<>();
    Reporter reporter = new Reporter(application, found);
    new KafkaRisks(scan, reporter).find();
    new RecoveryRisks(scan, reporter).find();
    new CommitRisks(application, scan.programs(), reporter).find();
    new ReceiverRisks(application, reporter).find();
    OutputRisks outputs = new OutputRisks(scan, reporter);
    StateRisks state = new StateRisks(scan, reporter);
    DriverRisks driver = new DriverRisks(scan, reporter);
    for (FlowGraph graph : graphs) {
      outputs.find(graph);
      state.find(graph);
      driver.find(graph);
    }
    pythonFlows.forEach(program -> found.addAll(PythonRisks.of(program)));
    Fingerprint names = new Fingerprint();
    return found.stream()
        .distinct()
        .sorted(
            Comparator.comparing(Risk::className)
                .thenComparing(Risk::line)
                .thenComparing(Risk::type)
                .thenComparing(Risk::detail))
        .map(
            each ->
                each.named(
                    names.next(each.className(), each.method(), "risk:" + each.type().label())))
        .toList();
  }

  /** Takes what the searches find. */
  static final class Reporter {
    private final Application application;
    private final List<Risk> found;

    private Reporter(Application application, List<Risk> found) {
      this.application = application;
      this.found = found;
    }

    void add(RiskType type, Use use, String detail) {
      add(type, use.model(), use.method(), use.call().line(), detail);
    }

    void add(RiskType type, ClassModel model, MethodCode method, int line, String detail) {
      found.add(
          new Risk(
              type,
              model.location(),
              model.name().replace('/', '.'),
              application.paths().nameInSource(method.id()),
              line,
              detail,
              "",
              model.sourcePath()));
    }
  }
}
