package io.twinstream.migration.own;

import io.twinstream.error.UserError;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import scala.Product;
import scala.Tuple2;

/**
 * The streams or Datasets that a method returns: one, or several in a list, an array, a map, a
 * tuple (of Java or Scala), or in the fields of a class of its own.
 *
 * @param areNamed whether they have names of their own (a map's, fields'), and not places
 */
record Outputs(List<Output> all, boolean areNamed) {

  /**
   * One of them.
   *
   * @param name its name, or its place from 1; empty for one that is returned by itself
   * @param type as the method declares it
   */
  record Output(String name, Type type, Object value) {}

  /** Tells whether a method that returns such a type can return them. */
  static boolean areIn(Type returned, Predicate<Class<?>> isOutput) {
    Class<?> type = TwinMethod.erased(returned);
    if (isOutput.test(type)) {
      return true;
    }
    if (type.isArray()) {
      return isOutput.test(type.getComponentType());
    }
    return isCollection(type)
        ? TwinMethod.arguments(returned).map(TwinMethod::erased).anyMatch(isOutput)
        : fields(type, isOutput).findAny().isPresent();
  }

  private static boolean isCollection(Class<?> type) {
    return Iterable.class.isAssignableFrom(type)
        || Map.class.isAssignableFrom(type)
        || scala.collection.Iterable.class.isAssignableFrom(type)
        || type.getName().startsWith("scala.Tuple");
  }

  /** Of a class of the application's: those of its own that are outputs. */
  private static Stream<Field> fields(Class<?> type, Predicate<Class<?>> isOutput) {
    return Arrays.stream(type.getDeclaredFields())
        .filter(each -> !Modifier.isStatic(each.getModifiers()) && isOutput.test(each.getType()));
  }

  /**
   * Returns those that a method has returned.
   *
   * @throws UserError if it returned none, or something else among them
   */
  static Outputs of(TwinMethod method, Object returned, Predicate<Class<?>> isOutput) {
    if (returned == null) {
      throw UserError.usage("%s: returned null: let it return its rows".formatted(method.spec()));
    }
    Type type = method.returned();
    List<Output> all = new ArrayList<>();
    boolean areNamed = false;
    if (isOutput.test(returned.getClass())) {
      all.add(new Output("", type, returned));
    } else if (returned instanceof Map<?, ?> map) {
      map.forEach((name, value) -> all.add(named(name, TwinMethod.argumentType(type, 1), value)));
      if (!(map instanceof LinkedHashMap || map instanceof SortedMap)) {
        all.sort(Comparator.comparing(Output::name)); // that of Map.of differs from run to run
      }
      areNamed = true;
    } else if (returned instanceof scala.collection.Map<?, ?> map) {
      elements(map)
          .forEach(
              each -> {
                Tuple2<?, ?> entry = (Tuple2<?, ?>) each;
                all.add(named(entry._1(), TwinMethod.argumentType(type, 1), entry._2()));
              });
      areNamed = true;
    } else if (Cells.isTuple(returned)) {
      List<Object> parts = Cells.parts((Product) returned);
      for (int i = 0; i < parts.size(); i++) {
        all.add(named(i + 1, TwinMethod.argumentType(type, i), parts.get(i)));
      }
    } else if (isCollection(returned.getClass()) || returned.getClass().isArray()) {
      elements(returned)
          .forEach(each -> all.add(named(all.size() + 1, TwinMethod.argumentType(type, 0), each)));
    } else {
      fields(returned.getClass(), isOutput)
          .forEach(
              each -> all.add(named(each.getName(), each.getGenericType(), of(each, returned))));
      areNamed = true;
    }
    check(method, all, isOutput);
    return new Outputs(List.copyOf(all), areNamed);
  }

  private static Output named(Object name, Type type, Object value) {
    return new Output(String.valueOf(name), type, value);
  }

  private static List<Object> elements(Object several) {
    List<Object> elements = new ArrayList<>();
    if (several instanceof Iterable<?> java) {
      java.forEach(elements::add);
    } else if (several instanceof scala.collection.Iterable<?> scala) {
      for (scala.collection.Iterator<?> each = scala.iterator(); each.hasNext(); ) {
        elements.add(each.next());
      }
    } else {
      for (int i = 0; i < Array.getLength(several); i++) {
        elements.add(Array.get(several, i));
      }
    }
    return elements;
  }

  private static Object of(Field field, Object returned) {
    try {
      field.setAccessible(true);
      return field.get(returned);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void check(TwinMethod method, List<Output> all, Predicate<Class<?>> isOutput) {
    if (all.isEmpty()) {
      throw UserError.usage(
          "%s: returned nothing to compare; it is %s".formatted(method.spec(), method.signature()));
    }
    for (Output each : all) {
      if (each.value() == null || !isOutput.test(each.value().getClass())) {
        throw UserError.usage(
            "%s: output %s is %s; it is %s"
                .formatted(
                    method.spec(),
                    each.name(),
                    each.value() == null ? "null" : "a " + each.value().getClass().getName(),
                    method.signature()));
      }
    }
  }

  /** Returns the names, for messages. */
  String names() {
    return String.join(", ", all.stream().map(Output::name).toList());
  }
}
