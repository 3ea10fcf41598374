package io.twinstream.migration.own;

import io.twinstream.error.UserError;
import java.lang.reflect.Constructor;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A method of a user's class, written {@code CLASS::METHOD}, or {@code CLASS} where only one method
 * of the class fits.
 *
 * <p>It may be static, a method of a Scala object, or one of an object that a constructor without
 * parameters makes; it need not be public.
 */
final class TwinMethod {
  private final String spec;
  private final Class<?> type;
  private final Method method;

  private TwinMethod(String spec, Class<?> type, Method method) {
    this.spec = spec;
    this.type = type;
    this.method = method;
  }

  /**
   * Returns the method.
   *
   * @param fits tells whether a method takes and returns what is wanted
   * @param wanted says the same in words
   * @throws UserError if there is no such class or method, or several fit
   */
  static TwinMethod find(String spec, Predicate<Method> fits, String wanted) {
    int colons = spec.indexOf("::");
    String className = colons < 0 ? spec : spec.substring(0, colons);
    String name = colons < 0 ? "" : spec.substring(colons + 2);
    Class<?> type = load(spec, className);
    List<Method> declared = methods(spec, type);
    List<Method> named =
        declared.stream().filter(each -> name.isEmpty() || each.getName().equals(name)).toList();
    if (named.isEmpty()) {
      throw UserError.usage(
          "%s: class %s has no method %s; it has %s"
              .formatted(
                  spec,
                  className,
                  name,
                  declared.stream().map(Method::getName).distinct().sorted().toList()));
    }
    List<Method> all = named.stream().filter(fits).toList();
    List<Method> open =
        all.stream().filter(each -> !Modifier.isPrivate(each.getModifiers())).toList();
    // A private one that fits too is a helper's, unless it is the only one or named.
    List<Method> fitting = open.isEmpty() || !name.isEmpty() ? all : open;
    if (fitting.size() != 1) {
      String found =
          (fitting.isEmpty() ? named : fitting)
              .stream().map(TwinMethod::signature).sorted().collect(Collectors.joining("; "));
      throw UserError.usage(
          fitting.isEmpty()
              ? "%s: %s is wanted; found: %s".formatted(spec, wanted, found)
              : "%s: several methods fit, name one as CLASS::METHOD; found: %s"
                  .formatted(spec, found));
    }
    return new TwinMethod(spec, type, fitting.get(0));
  }

  private static Class<?> load(String spec, String name) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try {
      Class<?> type = Class.forName(name, true, loader);
      // A Scala object's own class has the methods that its companion class hides.
      return isDeclared(name + "$", loader) && methods(spec, type).isEmpty()
          ? Class.forName(name + "$", true, loader)
          : type;
    } catch (ClassNotFoundException e) {
      throw UserError.usage(
          "%s: there is no class %s in the jars that were given: name it with its package"
              .formatted(spec, name));
    } catch (UnsupportedClassVersionError e) {
      throw UserError.usage(
          "%s: the class was built for a newer Java than this one, %s: %s"
              .formatted(spec, Runtime.version().feature(), e.getMessage()));
    } catch (LinkageError e) {
      throw unlinked(spec, e);
    }
  }

  private static boolean isDeclared(String name, ClassLoader loader) {
    return loader.getResource(name.replace('.', '/') + ".class") != null;
  }

  /** Returns what is wrong with a class that refers to one that is not there, or has changed. */
  private static UserError unlinked(String spec, LinkageError e) {
    return UserError.usage(
        "%s: needs %s, which is not there: give the jar that has it, or build for Spark %s and Scala %s (%s)"
            .formatted(
                spec,
                String.valueOf(e.getMessage()).replace('/', '.'),
                org.apache.spark.package$.MODULE$.SPARK_VERSION(),
                scala.util.Properties$.MODULE$.versionNumberString(),
                e.getClass().getSimpleName()));
  }

  private static List<Method> methods(String spec, Class<?> type) {
    try {
      return Arrays.stream(type.getDeclaredMethods())
          .filter(each -> !each.isSynthetic() && !each.getName().contains("$"))
          .toList();
    } catch (LinkageError e) {
      throw unlinked(spec, e);
    }
  }

  /** Returns what it was named as. */
  String spec() {
    return spec;
  }

  /** Returns the class and the method. */
  String name() {
    return type.getSimpleName().replace("$", "") + "::" + method.getName();
  }

  /** Returns the types of its parameters. */
  List<Type> parameters() {
    return List.of(method.getGenericParameterTypes());
  }

  /** Returns the type that it returns. */
  Type returned() {
    return method.getGenericReturnType();
  }

  /**
   * Returns what the method returns.
   *
   * @throws UserError if it throws, or its object cannot be made
   */
  Object call(Object... arguments) {
    try {
      method.setAccessible(true);
      return method.invoke(Modifier.isStatic(method.getModifiers()) ? null : object(), arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof LinkageError unlinked) {
        throw unlinked(spec, unlinked);
      }
      throw UserError.failed("%s: threw %s".formatted(spec, e.getCause()), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw UserError.usage(
          "%s: %s is not static, and its class has no constructor without parameters"
              .formatted(spec, name()));
    }
  }

  private Object object() throws ReflectiveOperationException {
    if (type.getName().endsWith("$")) {
      return type.getField("MODULE$").get(null);
    }
    Constructor<?> constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  /** Returns the class of a type, without its parameters. */
  static Class<?> erased(Type type) {
    if (type instanceof ParameterizedType parameterized) {
      return (Class<?>) parameterized.getRawType();
    }
    if (type instanceof WildcardType any) {
      return erased(any.getUpperBounds()[0]);
    }
    if (type instanceof GenericArrayType array) {
      return erased(array.getGenericComponentType()).arrayType();
    }
    return type instanceof Class<?> plain ? plain : Object.class;
  }

  /** Returns the class of a type's parameter; that of Object where it has none. */
  static Class<?> argument(Type type, int index) {
    return erased(argumentType(type, index));
  }

  /** Returns a type's parameter, or what an array is of; Object where it has none. */
  static Type argumentType(Type type, int index) {
    if (type instanceof GenericArrayType array) {
      return array.getGenericComponentType();
    }
    return arguments(type).skip(index).findFirst().orElse(Object.class);
  }

  /** Returns a type's parameters. */
  static Stream<Type> arguments(Type type) {
    return type instanceof ParameterizedType parameterized
        ? Arrays.stream(parameterized.getActualTypeArguments())
        : Stream.of();
  }

  /** Returns the method as it is declared, without packages. */
  String signature() {
    return signature(method);
  }

  private static String signature(Method method) {
    return "%s %s(%s)"
        .formatted(
            simple(method.getGenericReturnType()),
            method.getName(),
            Arrays.stream(method.getGenericParameterTypes())
                .map(TwinMethod::simple)
                .collect(Collectors.joining(", ")));
  }

  private static String simple(Type type) {
    return type.getTypeName().replaceAll("[a-z][\\w$]*\\.", "");
  }
}
