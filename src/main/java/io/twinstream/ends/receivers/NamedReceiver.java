package io.twinstream.ends.receivers;

import io.twinstream.api.ReceiverFactory;
import io.twinstream.error.UserError;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.streaming.receiver.Receiver;

/**
 * Makes receivers of a class, or asks a {@link ReceiverFactory} of that class for them.
 *
 * @param className of a receiver or of a factory
 * @param arguments of its constructor, which takes as many strings
 */
record NamedReceiver(String className, List<String> arguments) implements ReceiverFactory<Object> {
  @Override
  @SuppressWarnings("unchecked") // a receiver of anything
  public Receiver<Object> create() throws Exception {
    Object made = make();
    if (made instanceof ReceiverFactory<?> factory) {
      made = factory.create();
    }
    return (Receiver<Object>) made;
  }

  private Object make() throws Exception {
    Class<?> type = load();
    if (!Receiver.class.isAssignableFrom(type) && !ReceiverFactory.class.isAssignableFrom(type)) {
      throw UserError.usage(
          "%s is neither a %s nor a %s"
              .formatted(className, Receiver.class.getName(), ReceiverFactory.class.getName()));
    }
    Class<?>[] strings = arguments.stream().map(any -> String.class).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(strings);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments.toArray());
    } catch (NoSuchMethodException e) {
      throw UserError.usage(
          "%s has no constructor of %d strings, but %s: give as many, or name a %s that makes it"
              .formatted(
                  className, arguments.size(), constructors(type), ReceiverFactory.class.getName()),
          e);
    } catch (InstantiationException e) {
      throw UserError.usage(className + " is abstract: name a class that can be made", e);
    } catch (InvocationTargetException e) {
      throw UserError.usage(
          "%s cannot be made of %s: %s".formatted(className, arguments, e.getCause()), e);
    }
  }

  private Class<?> load() {
    try {
      return Class.forName(className, true, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException e) {
      throw UserError.usage(
          "no class %s: name it in full, and have its jar on the class path of the application"
              .formatted(className),
          e);
    } catch (LinkageError e) {
      throw UserError.usage("class %s cannot be loaded: %s".formatted(className, e), e);
    }
  }

  private static String constructors(Class<?> type) {
    return Arrays.stream(type.getDeclaredConstructors())
        .map(
            each ->
                Arrays.stream(each.getParameterTypes())
                    .map(Class::getSimpleName)
                    .collect(Collectors.joining(", ", "(", ")")))
        .collect(Collectors.joining(" and "));
  }
}
