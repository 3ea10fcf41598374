package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Follows values over methods: to the callers of a parameter, into results, through fields. */
final class ValueIndex {
  private static final Pattern FUNCTION = Pattern.compile("apply.*|call");

  private final Application application;
  private final Programs programs;
  private final Map<String, ClassModel> models = new HashMap<>();
  private final Map<MethodId, List<Caller>> callers = new HashMap<>();
  private final Map<Origin.Field, List<Given>> stores = new LinkedHashMap<>();
  private final Map<MethodId, Set<MethodId>> targets = new HashMap<>();

  /**
   * Where a value comes from, in the code of one method.
   *
   * @param method the method
   * @param origins what it may come from there
   */
  record Given(MethodCode method, Set<Origin> origins) {}

  /**
   * A call of a method of the application.
   *
   * @param method the code that calls
   * @param call the call
   */
  record Caller(MethodCode method, Call call) {}

  ValueIndex(Application application, Programs programs) {
    this.application = application;
    this.programs = programs;
    for (ClassModel model : application.classes().models()) {
      models.put(model.name(), model);
      for (MethodCode method : model.methods()) {
        for (Call call : method.calls()) {
          for (MethodId target : targets(call.target())) {
            callers.computeIfAbsent(target, id -> new ArrayList<>()).add(new Caller(method, call));
          }
        }
        for (MethodCode.Store store : method.stores()) {
          stores
              .computeIfAbsent(store.field(), field -> new ArrayList<>())
              .add(new Given(method, store.values()));
        }
      }
    }
  }

  /**
   * Returns where a value comes from one step further out or in; empty where that is not known.
   *
   * @param origin the value, in that method
   */
  List<Given> next(MethodCode method, Origin origin) {
    if (origin instanceof Origin.Parameter parameter) {
      return arguments(method, parameter.local());
    }
    if (origin instanceof Origin.Field field) {
      return stores.getOrDefault(field, List.of());
    }
    if (origin instanceof Origin.Array array) {
      return List.of(new Given(method, array.elements()));
    }
    if (origin instanceof Origin.Lambda lambda) {
      return results(Set.of(lambda.closure().body()));
    }
    if (origin instanceof Origin.Created created) {
      return made(method, created);
    }
    if (origin instanceof Origin.Returned returned) {
      Set<MethodId> own = targets(returned.call().target());
      return own.isEmpty() ? ofLibrary(method, returned.call()) : results(own);
    }
    return List.of();
  }

  /** Returns the calls that may run a method of the application. */
  List<Caller> callers(MethodId method) {
    return callers.getOrDefault(method, List.of());
  }

  /** Returns the methods of the application that a call may run. */
  Set<MethodId> targets(MethodId target) {
    Set<MethodId> known = targets.get(target);
    if (known == null) {
      known = programs.targets(target);
      targets.put(target, known);
    }
    return known;
  }

  /** Returns what runs if an object of that type of the application is called as a function. */
  List<MethodCode> functions(String type) {
    ClassModel own = models.get(type);
    return own == null
        ? List.of()
        : own.methods().stream()
            .filter(each -> FUNCTION.matcher(each.id().name()).matches())
            .toList();
  }

  private List<Given> results(Set<MethodId> methods) {
    List<Given> results = new ArrayList<>();
    for (MethodId each : methods) {
      MethodCode code = application.method(each);
      if (code != null) {
        results.add(new Given(code, code.returned()));
      }
    }
    return results;
  }

  /** A list and the like gives what it was given. */
  private List<Given> ofLibrary(MethodCode method, Call call) {
    List<Given> all = new ArrayList<>();
    if (application.use(call) == null) {
      call.inputs().forEach(input -> all.add(new Given(method, input)));
      all.addAll(added(method, new Origin.Returned(call)));
    }
    return all;
  }

  private List<Given> made(MethodCode method, Origin.Created created) {
    List<Given> all = new ArrayList<>(added(method, created));
    // A function of Scala before 2.12, or an anonymous class of Java.
    functions(created.type()).forEach(each -> all.add(new Given(each, each.returned())));
    return all;
  }

  /** Returns what is put into an object, by calls on it or as it is made. */
  private static List<Given> added(MethodCode method, Origin collection) {
    List<Given> all = new ArrayList<>();
    for (Call call : method.calls()) {
      if (!call.isStatic() && call.receiver().contains(collection)) {
        call.inputs().stream().skip(1).forEach(input -> all.add(new Given(method, input)));
      }
    }
    return all;
  }

  private List<Given> arguments(MethodCode method, int local) {
    int input = input(method, local);
    List<Given> all = new ArrayList<>();
    for (Caller caller : callers.getOrDefault(method.id(), List.of())) {
      if (input >= 0 && input < caller.call().inputs().size()) {
        all.add(new Given(caller.method(), caller.call().inputs().get(input)));
      }
    }
    return all;
  }

  /** Returns which input of a call is in that local variable; -1 if none. */
  private static int input(MethodCode method, int local) {
    boolean isStatic = (method.access() & Opcodes.ACC_STATIC) != 0;
    int at = 0;
    int input = 0;
    if (!isStatic) {
      if (local == 0) {
        return 0;
      }
      at = 1;
      input = 1;
    }
    for (Type type : Type.getArgumentTypes(method.id().descriptor())) {
      if (at == local) {
        return input;
      }
      at += type.getSize();
      input++;
    }
    return -1;
  }
}
