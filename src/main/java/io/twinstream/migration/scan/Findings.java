package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.objectweb.asm.Opcodes;

/** Lists what an application uses of Spark Streaming. */
final class Findings {
  /** Stands where the name of a method would, for a finding on a class. */
  private static final String WHOLE_CLASS = "<class>";

  private static final String RECEIVERS = ApiTypes.internalName("receiver.");

  private final Application application;
  private final Classes classes;
  private final Chains chains;
  private final ApiNames names;
  private final List<Finding> found = new ArrayList<>();
  private final Map<String, String> texts = new HashMap<>();

  private Findings(Application application, Chains chains) {
    this.application = application;
    this.classes = application.classes();
    this.chains = chains;
    this.names = new ApiNames(application);
  }

  /** Returns all findings, sorted by class and line. */
  static List<Finding> of(Application application, Chains chains) {
    Findings findings = new Findings(application, chains);
    application.uses().forEach(findings::add);
    application.classes().models().forEach(findings::addOwnTypes);
    findings.found.sort(
        Comparator.comparing(Finding::className)
            .thenComparing(Finding::line)
            .thenComparing(Finding::method)
            .thenComparing(Finding::api));
    Fingerprint names = new Fingerprint();
    findings.found.replaceAll(
        each -> each.named(names.next(each.className(), each.method(), each.api())));
    return findings.found;
  }

  private void add(Use use) {
    Finding.Kind kind =
        use.isReference()
            ? Finding.Kind.REFERENCE
            : use.rule().owner().equals(Rules.EXTENSION)
                ? Finding.Kind.EXTENSION
                : Finding.Kind.CALL;
    add(
        kind,
        use.model(),
        use.method().id(),
        use.call().line(),
        names.of(use),
        chains.rule(use),
        Part.of(application, use, chains.rule(use).difficulty()));
  }

  /** Adds what Spark calls in the application: its receivers, listeners and streams. */
  private void addOwnTypes(ClassModel model) {
    List<String> types = classes.apiTypes(model.name());
    if (ApiTypes.known().contains(model.name()) || types.isEmpty()) {
      return;
    }
    for (String type : types) {
      Optional<Rule> subclass = classes.rules().find(type, Rules.EXTENDS, "()V");
      if (subclass.isPresent()) {
        MethodId id = new MethodId(model.name(), WHOLE_CLASS, "()V");
        add(
            Finding.Kind.SUBCLASS,
            model,
            id,
            model.firstLine(),
            "extends " + ApiNames.simple(type),
            subclass.get(),
            type.startsWith(RECEIVERS) ? Part.RECEIVER : Part.EXTENSION);
        model.methods().forEach(method -> addOverride(model, method, type));
      }
    }
  }

  private void addOverride(ClassModel model, MethodCode method, String type) {
    MethodId id = method.id();
    int hidden = Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE | Opcodes.ACC_SYNTHETIC;
    if ((method.access() & hidden) != 0
        || method.isForwarder()
        || id.name().equals("<init>")
        || Plumbing.isPlumbing(id.name())) {
      return;
    }
    classes
        .rules()
        .find(type, id.name(), id.descriptor())
        .ifPresent(
            rule ->
                add(
                    Finding.Kind.OVERRIDE,
                    model,
                    id,
                    method.firstLine(),
                    names.owner(rule, type) + "." + id.name(),
                    rule,
                    Part.DETAIL));
  }

  private void add(
      Finding.Kind kind,
      ClassModel model,
      MethodId id,
      int line,
      String api,
      Rule rule,
      Part part) {
    List<String> path = application.paths().path(id).stream().map(this::describe).toList();
    found.add(
        new Finding(
            kind,
            model.location(),
            shared(id.owner().replace('/', '.')),
            application.paths().nameInSource(id),
            line,
            shared(api),
            rule,
            "",
            part,
            model.sourcePath(),
            path));
  }

  /** The same few texts occur in very many findings. */
  private String shared(String text) {
    return texts.computeIfAbsent(text, same -> same);
  }

  private String describe(CodePaths.Place place) {
    MethodId id = place.method().id();
    String at =
        "%s.%s:%s"
            .formatted(
                id.owner().replace('/', '.'),
                CodePaths.nameInSource(id.name()),
                place.line() == 0 ? "?" : Integer.toString(place.line()));
    Call consumer = place.consumer();
    if (consumer == null) {
      return at;
    }
    Use use = application.use(consumer);
    String owner =
        use == null
            ? ApiNames.simple(consumer.target().owner())
            : names.owner(use.rule(), consumer.target().owner());
    return at + " " + owner + "." + consumer.target().name();
  }
}
