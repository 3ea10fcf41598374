package io.twinstream.migration.scan.python;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an expression may be; nothing known is no value at all. */
sealed interface Value {
  /**
   * An object of one of PySpark's types.
   *
   * @param made the call that made it; null if it is not known or does not matter
   */
  record Instance(String type, Made made) implements Value {
    Instance(String type) {
      this(type, null);
    }
  }

  /** A text or number of the source; it is told what streams get, and never followed. */
  record Constant(String text, Kind kind) implements Value {
    static final Value UNKNOWN = new Constant("", Kind.UNKNOWN);

    /** What it is. */
    enum Kind {
      LITERAL,
      NONE,
      /** Beside others: there are ways on which it is something else. */
      UNKNOWN
    }

    boolean isNone() {
      return kind == Kind.NONE;
    }
  }

  /**
   * The RDD of a batch, or what was made of it, on the driver.
   *
   * @param of the call whose function gets it
   */
  record Batch(Made of) implements Value {}

  /** One of PySpark's types. */
  record Type(String type) implements Value {}

  /** A module of PySpark. */
  record Package(String name) implements Value {}

  /** A method of PySpark that is not called yet, of an object or a type. */
  record Member(Value owner, String type, PythonApi.Member member) implements Value {}

  /** A constant that counts only if a stream gets it. */
  record Argument(PythonApi.Member member, int line) implements Value {}

  /**
   * A function of the program.
   *
   * @param self what it is bound to; null for none
   */
  record Closure(Code code, Scope scope, Value self) implements Value {}

  /** An object of a class of the program. */
  record Custom(ClassValue type) implements Value {}

  /** A class of the program; the attributes are those of all its objects. */
  final class ClassValue implements Value {
    final String name;
    final List<Value> bases;
    final Map<String, Set<Value>> members = new HashMap<>();
    final Map<String, Set<Value>> attributes = new LinkedHashMap<>();

    ClassValue(String name, List<Value> bases) {
      this.name = name;
      this.bases = bases;
    }
  }

  /** What {@code super()} gives. */
  record Super(ClassValue type) implements Value {}

  /** A module of the program. */
  record ModuleValue(Module module) implements Value {}

  /** Something of a library that is not read. */
  record External(String name) implements Value {}

  /** A list, tuple, set or dictionary: what stands at known places, and what else is in it. */
  record Items(List<Set<Value>> places, Map<String, Set<Value>> keys, Set<Value> rest)
      implements Value {}

  /** A function with its first arguments. */
  record Partial(Set<Value> function, Arguments first) implements Value {}
}
