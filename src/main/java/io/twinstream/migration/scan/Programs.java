package io.twinstream.migration.scan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.objectweb.asm.Opcodes;

/**
 * The programs of an application: each {@code main} with what it reaches, and each other method
 * that nobody calls, with what that reaches. Calls are followed through classes, lambdas and
 * subclasses, but not through classes that name nothing of Spark Streaming.
 */
final class Programs {
  private static final String DURATION = "org/apache/spark/streaming/Duration";
  private static final String MAIN = "([Ljava/lang/String;)V";

  private final Application application;
  private final Map<String, List<ClassModel>> subclasses = new HashMap<>();
  private final Map<String, ClassModel> models = new HashMap<>();
  private final Map<MethodId, Set<MethodId>> callees = new HashMap<>();
  private final List<Program> all = new ArrayList<>();

  /**
   * A program.
   *
   * @param entry where it begins
   * @param uses what it uses of Spark Streaming
   * @param methods what it reaches
   */
  record Program(MethodId entry, List<Use> uses, Set<MethodId> methods) {
    boolean uses(String... names) {
      return uses.stream().anyMatch(use -> List.of(names).contains(use.name()));
    }

    /**
     * Returns whether it makes its context itself, so that nothing else is done to it elsewhere.
     */
    boolean makesContext() {
      return uses.stream().anyMatch(Program::isContextMade) || recovers();
    }

    private static boolean isContextMade(Use use) {
      return use.name().equals("<init>") && use.rule().owner().endsWith("StreamingContext");
    }

    /** Returns whether it starts again from its checkpoint. */
    boolean recovers() {
      return uses("getOrCreate", "getActiveOrCreate")
          || uses.stream()
              .anyMatch(
                  use -> isContextMade(use) && use.rule().shape().toString().startsWith("String"));
    }

    /** Returns its batch interval in milliseconds; empty if it is not one constant. */
    OptionalLong batch(Constants constants) {
      Set<OptionalLong> intervals = new HashSet<>();
      for (Use use : uses) {
        int place = use.call().inputTypes().indexOf(DURATION) - 1;
        if (isContextMade(use) && place >= 0) {
          intervals.add(constants.milliseconds(use.method(), use.call().argument(place)));
        }
      }
      return intervals.size() == 1 ? intervals.iterator().next() : OptionalLong.empty();
    }

    /** Returns its checkpoint directory; empty if it has none, {@code ?} if it is not constant. */
    String checkpoint(Constants constants) {
      Set<String> directories = new LinkedHashSet<>();
      for (Use use : uses) {
        if (isCheckpoint(use) || isRecovery(use)) {
          directories.add(
              constants
                  .constant(use.method(), use.call().argument(0))
                  .map(Object::toString)
                  .orElse("?"));
        }
      }
      return directories.isEmpty()
          ? ""
          : directories.size() > 1 ? "?" : directories.iterator().next();
    }

    private static boolean isRecovery(Use use) {
      return (use.name().equals("getOrCreate") || use.name().equals("getActiveOrCreate"))
          && use.call().target().descriptor().startsWith("(Ljava/lang/String;");
    }

    /** Returns whether it sets a checkpoint directory. */
    boolean setsCheckpoint() {
      return uses.stream().anyMatch(Programs::isCheckpoint);
    }
  }

  static boolean isCheckpoint(Use use) {
    return use.name().equals("checkpoint")
        && use.call().target().descriptor().startsWith("(Ljava/lang/String;)");
  }

  Programs(Application application) {
    this.application = application;
    Collection<ClassModel> classes = application.classes().models();
    for (ClassModel model : classes) {
      models.put(model.name(), model);
      for (String parent : application.classes().parents(model.name())) {
        subclasses.computeIfAbsent(parent, key -> new ArrayList<>()).add(model);
      }
    }
    Map<MethodId, List<Use>> uses = new HashMap<>();
    application
        .uses()
        .forEach(use -> uses.computeIfAbsent(use.method().id(), key -> new ArrayList<>()).add(use));
    Set<MethodId> called = new HashSet<>();
    Set<MethodId> mains = new LinkedHashSet<>();
    for (ClassModel model : classes) {
      for (MethodCode method : model.methods()) {
        Set<MethodId> next = next(method);
        next.remove(method.id());
        called.addAll(next);
        if (method.id().name().equals("main") && method.id().descriptor().equals(MAIN)) {
          mains.add(method.id());
        }
      }
    }
    Set<MethodId> reached = new HashSet<>();
    for (MethodId main : mains) {
      if (!called.contains(main) || isStatic(main)) {
        reached.addAll(add(main, uses));
      }
    }
    for (MethodId method : List.copyOf(callees.keySet())) {
      if (!called.contains(method) && !reached.contains(method)) {
        add(method, uses);
      }
    }
  }

  private boolean isStatic(MethodId method) {
    return (application.method(method).access() & Opcodes.ACC_STATIC) != 0;
  }

  private Set<MethodId> add(MethodId entry, Map<MethodId, List<Use>> uses) {
    Set<MethodId> reached = reach(entry);
    List<Use> used = new ArrayList<>();
    reached.forEach(method -> used.addAll(uses.getOrDefault(method, List.of())));
    if (!used.isEmpty()) {
      all.add(new Program(entry, used, reached));
    }
    return reached;
  }

  /** Returns the programs that use Spark Streaming. */
  List<Program> all() {
    return all;
  }

  private Set<MethodId> reach(MethodId entry) {
    Set<MethodId> reached = new LinkedHashSet<>();
    Deque<MethodId> next = new ArrayDeque<>(List.of(entry));
    while (!next.isEmpty()) {
      MethodId method = next.removeFirst();
      if (reached.add(method)) {
        next.addAll(callees.getOrDefault(method, Set.of()));
      }
    }
    return reached;
  }

  private Set<MethodId> next(MethodCode method) {
    Set<MethodId> next = callees.computeIfAbsent(method.id(), id -> new LinkedHashSet<>());
    touch(method.id().owner(), next);
    method.closures().forEach(closure -> addTargets(closure.body(), next));
    for (Call call : method.calls()) {
      addTargets(call.target(), next);
    }
    return next;
  }

  /** Returns the methods of the application that a call of that method may run. */
  Set<MethodId> targets(MethodId target) {
    Set<MethodId> targets = new LinkedHashSet<>();
    if (application.classes().names().contains(target.owner())) {
      declared(target, target.owner(), targets, new HashSet<>());
      overridden(target, target.owner(), targets, new HashSet<>());
    }
    return targets;
  }

  private void addTargets(MethodId target, Set<MethodId> to) {
    if (!application.classes().names().contains(target.owner())) {
      return;
    }
    touch(target.owner(), to);
    if (target.name().equals("<init>")) {
      ClassModel made = models.get(target.owner());
      if (made != null && !application.classes().parents(target.owner()).isEmpty()) {
        // What a class overrides is called by those who know its parent.
        made.methods().forEach(each -> to.add(each.id()));
      }
    }
    declared(target, target.owner(), to, new HashSet<>());
    overridden(target, target.owner(), to, new HashSet<>());
  }

  /** Static fields are filled when a class is first used. */
  private void touch(String owner, Set<MethodId> to) {
    MethodId initializer = new MethodId(owner, "<clinit>", "()V");
    if (application.method(initializer) != null) {
      to.add(initializer);
    }
  }

  private void declared(MethodId target, String owner, Set<MethodId> to, Set<String> seen) {
    MethodId id = new MethodId(owner, target.name(), target.descriptor());
    if (application.method(id) != null) {
      to.add(id);
    } else if (seen.add(owner)) {
      application.classes().parents(owner).forEach(above -> declared(target, above, to, seen));
    }
  }

  private void overridden(MethodId target, String owner, Set<MethodId> to, Set<String> seen) {
    if (!seen.add(owner) || target.name().equals("<init>")) {
      return;
    }
    for (ClassModel below : subclasses.getOrDefault(owner, List.of())) {
      MethodId id = new MethodId(below.name(), target.name(), target.descriptor());
      if (application.method(id) != null) {
        to.add(id);
      }
      overridden(target, below.name(), to, seen);
    }
  }
}
