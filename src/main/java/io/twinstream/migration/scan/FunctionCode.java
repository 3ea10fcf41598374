package io.twinstream.migration.scan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.Type;

/** The code of the functions that calls are given. */
final class FunctionCode {
  private final Application application;
  private final ValueIndex values;

  FunctionCode(FlowGraph.Scan scan) {
    this.application = scan.application();
    this.values = scan.values();
  }

  /** Returns the code of the functions among the inputs of a call, without what that calls. */
  List<MethodCode> bodies(MethodCode method, Call call) {
    List<MethodCode> bodies = new ArrayList<>();
    call.inputs().stream().flatMap(Set::stream).forEach(origin -> add(method, origin, bodies, 0));
    return bodies;
  }

  private void add(MethodCode method, Origin origin, List<MethodCode> to, int depth) {
    if (origin instanceof Origin.Lambda lambda) {
      MethodCode body = application.method(lambda.closure().body());
      if (body != null) {
        to.add(body);
      }
    } else if (origin instanceof Origin.Created created) {
      to.addAll(values.functions(created.type()));
    } else if (origin instanceof Origin.Field && depth == 0) {
      for (ValueIndex.Given given : values.next(method, origin)) {
        given.origins().forEach(each -> add(given.method(), each, to, depth + 1));
      }
    }
  }

  /** Returns that code and all that it calls, but not the functions that it hands on. */
  List<MethodCode> reached(List<MethodCode> bodies) {
    Map<MethodId, MethodCode> reached = new LinkedHashMap<>();
    Deque<MethodCode> next = new ArrayDeque<>(bodies);
    while (!next.isEmpty()) {
      MethodCode code = next.removeFirst();
      if (reached.putIfAbsent(code.id(), code) == null) {
        for (Call call : code.calls()) {
          for (MethodId target : values.targets(call.target())) {
            MethodCode helper = application.method(target);
            if (helper != null) {
              next.add(helper);
            }
          }
        }
      }
    }
    return List.copyOf(reached.values());
  }

  /** Returns the types of what a function keeps of the code around it. */
  static List<String> captured(Closure closure) {
    List<String> types = new ArrayList<>();
    for (Type type : closure.factory().getArgumentTypes()) {
      if (type.getSort() == Type.OBJECT) {
        types.add(type.getInternalName());
      }
    }
    return types;
  }
}
