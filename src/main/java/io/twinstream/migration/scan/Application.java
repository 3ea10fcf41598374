package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.Type;

/** The classes of interest, with every call in them that falls under a rule. */
final class Application {
  private static final Set<String> OUTPUTS =
      Set.of(
          "foreachRDD",
          "foreach",
          "print",
          "saveAsTextFiles",
          "saveAsObjectFiles",
          "saveAsHadoopFiles",
          "saveAsNewAPIHadoopFiles");

  /** These take several streams in a list. */
  private static final Set<String> COMBINING = Set.of("union", "transform", "transformToPair");

  private final Classes classes;
  private final CodePaths paths;
  private final List<Use> uses = new ArrayList<>();
  private final Map<Call, Use> byCall = new IdentityHashMap<>();
  private final Map<MethodId, MethodCode> methods = new HashMap<>();

  Application(Classes classes) {
    this.classes = classes;
    this.paths = new CodePaths(classes);
    Set<String> wrappers = wrappers();
    for (ClassModel model : classes.models()) {
      for (MethodCode method : model.methods()) {
        methods.put(method.id(), method);
        for (Call call : method.calls()) {
          add(model, method, call, wrappers, false);
        }
        for (Closure closure : method.closures()) {
          // Its receiver is not known here, so it is taken as a static call.
          Call call = new Call(closure.body(), true, closure.index(), closure.line());
          add(model, method, call, wrappers, true);
        }
      }
    }
  }

  private void add(
      ClassModel model, MethodCode method, Call call, Set<String> wrappers, boolean isReference) {
    Rule rule = classes.rule(call.target()).or(() -> extension(call, wrappers)).orElse(null);
    if (rule != null && !Plumbing.isPlumbing(call.target().name())) {
      Use use = new Use(model, method, call, rule, isReference);
      uses.add(use);
      byCall.put(call, use);
    }
  }

  private Optional<Rule> extension(Call call, Set<String> wrappers) {
    MethodId target = call.target();
    boolean isOne =
        isForeign(target.owner())
            && (takesOrGivesStream(target.descriptor())
                || wrappers.contains(target.owner()) && !isOfBatch(call)
                || isOfChain(call));
    return isOne ? Optional.of(classes.rules().fallback(Rules.EXTENSION)) : Optional.empty();
  }

  /**
   * Returns whether the receiver came from a call that is an extension: a builder, step by step.
   */
  private boolean isOfChain(Call call) {
    return !call.target().name().equals("<init>")
        && call.receiver().stream()
            .anyMatch(
                origin ->
                    origin instanceof Origin.Returned step
                        && isExtension(step.call())
                        && !givesStream(step.call()));
  }

  /** Returns whether the receiver is what a library made of a batch, and not of a stream. */
  private static boolean isOfBatch(Call call) {
    return call.receiver().stream()
        .anyMatch(
            origin -> origin instanceof Origin.Returned made && Batches.takesOne(made.call()));
  }

  /** Returns whether a call is of another library's method that takes or gives a stream. */
  boolean isExtension(Call call) {
    Use use = byCall.get(call);
    return use != null && use.rule().owner().equals(Rules.EXTENSION);
  }

  private boolean isForeign(String owner) {
    return !classes.isApplication(owner)
        && !ApiTypes.known().contains(owner)
        && !owner.startsWith("java/")
        && !owner.startsWith("scala/")
        && !owner.startsWith("[");
  }

  private boolean takesOrGivesStream(String descriptor) {
    return isStream(Type.getReturnType(descriptor)) || takesStream(descriptor);
  }

  private boolean takesStream(String descriptor) {
    for (Type parameter : Type.getArgumentTypes(descriptor)) {
      if (isStream(parameter)) {
        return true;
      }
    }
    return false;
  }

  private boolean isStream(Type type) {
    return type.getSort() == Type.OBJECT && classes.isStream(type.getInternalName());
  }

  /** The types that other libraries wrap a stream into, such as Scala's implicit classes. */
  private Set<String> wrappers() {
    Set<String> wrappers = new HashSet<>();
    for (ClassModel model : classes.models()) {
      for (MethodCode method : model.methods()) {
        for (Call call : method.calls()) {
          MethodId target = call.target();
          Type given =
              target.name().equals("<init>")
                  ? Type.getObjectType(target.owner())
                  : Type.getReturnType(target.descriptor());
          if (given.getSort() == Type.OBJECT
              && isForeign(target.owner())
              && takesStream(target.descriptor())
              && isForeign(given.getInternalName())
              && !given.getInternalName().startsWith("org/apache/spark/")) {
            wrappers.add(given.getInternalName());
          }
        }
      }
    }
    return wrappers;
  }

  Classes classes() {
    return classes;
  }

  CodePaths paths() {
    return paths;
  }

  /** Returns every call that falls under a rule, in the order of the classes read. */
  List<Use> uses() {
    return uses;
  }

  /** Returns the use that a call is, or null. */
  Use use(Call call) {
    return byCall.get(call);
  }

  /** Returns the code of a method of the application, or null. */
  MethodCode method(MethodId id) {
    return methods.get(id);
  }

  /** Returns whether a method of that name takes several streams in a list. */
  static boolean combines(String name) {
    return COMBINING.contains(name);
  }

  /** Returns whether a call gives a stream. */
  boolean givesStream(Call call) {
    return isStream(Type.getReturnType(call.target().descriptor()));
  }

  /** Returns whether a call gives a stream and takes none. */
  boolean isSource(Use use) {
    return givesStream(use.call()) && !isOnStream(use.call()) && !COMBINING.contains(use.name());
  }

  /**
   * Returns whether a call takes a stream, as its receiver or an argument, or what a library made
   * of one.
   */
  boolean isOnStream(Call call) {
    return call.inputTypes().stream().anyMatch(classes::isStream)
        || isExtension(call) && !call.isStatic() && !givesStream(call);
  }

  /** Returns whether a call makes batches run: without one, nothing of a stream is computed. */
  boolean isOutput(Use use) {
    Call call = use.call();
    if (use.rule().owner().equals(Rules.EXTENSION) || classes.rules().isOfCompany(use.rule())) {
      return isOnStream(call)
          && Type.getReturnType(call.target().descriptor()).equals(Type.VOID_TYPE)
          && !use.name().startsWith("set")
          && !use.name().equals("<init>");
    }
    return OUTPUTS.contains(use.name()) && !call.isStatic() && isOnStream(call);
  }
}
