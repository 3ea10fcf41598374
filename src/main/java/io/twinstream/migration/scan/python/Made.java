package io.twinstream.migration.scan.python;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** A call of PySpark in a program, which streams may come from; each is one object. */
final class Made {
  final PythonUse use;

  /** What it takes streams from. */
  final Set<Made> from = new LinkedHashSet<>();

  /** What each parameter that is known by name may get; one without a value is not given. */
  final Map<String, Set<Value>> arguments = new LinkedHashMap<>();

  /** Where its function brings records of a batch to the driver. */
  final Set<PythonUse> collecting = new LinkedHashSet<>();

  Made(PythonUse use) {
    this.use = use;
  }

  void take(String parameter, Set<Value> value) {
    arguments.merge(
        parameter, value.isEmpty() ? Set.of(Value.Constant.UNKNOWN) : value, Values::union);
  }
}
