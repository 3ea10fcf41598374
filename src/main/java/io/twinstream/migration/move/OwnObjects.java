package io.twinstream.migration.move;

import io.twinstream.migration.inspect.FieldChoice;
import io.twinstream.migration.inspect.OwnForm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.util.NoSuchElementException;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Reads objects whose class writes more than its fields by the class itself, which is in a jar that
 * was given: {@code readObject}, {@code readExternal} and {@code readResolve} of it run. Within
 * such an object as elsewhere no object is made of a class that {@link StateClassLoader} does not
 * allow.
 */
final class OwnObjects implements OwnForm {
  private static final int DEEPEST = 500;

  private final StateClassLoader loader;
  private final ObjectValue values;

  OwnObjects(FieldChoice choice) {
    this.loader = StateClassLoader.ofState(Thread.currentThread().getContextClassLoader());
    this.values = new ObjectValue(choice, true);
  }

  @Override
  public Object read(String className, byte[] bytes) {
    if (!loader.isOfGivenJar(className)) {
      throw new NoSuchElementException(
          "a %s writes more than its fields: the application's jar is needed, as only the class itself can read it"
              .formatted(className));
    }
    try (ObjectInputStream in = new Loading(bytes)) {
      in.setObjectInputFilter(this::allowed);
      return values.value(in.readObject());
    } catch (IOException | ClassNotFoundException | LinkageError e) {
      throw new NoSuchElementException(
          "a %s cannot be read by its own class (%s)".formatted(className, e), e);
    }
  }

  private Status allowed(ObjectInputFilter.FilterInfo asked) {
    if (asked.depth() > DEEPEST) {
      return Status.REJECTED;
    }
    Class<?> type = asked.serialClass();
    return type == null
        ? Status.UNDECIDED
        : loader.isAllowed(type) ? Status.ALLOWED : Status.REJECTED;
  }

  private final class Loading extends ObjectInputStream {
    private Loading(byte[] bytes) throws IOException {
      super(new ByteArrayInputStream(bytes));
    }

    /** Of a library's class that has no serialVersionUID, its versions have each another. */
    @Override
    protected ObjectStreamClass readClassDescriptor() throws IOException, ClassNotFoundException {
      ObjectStreamClass written = super.readClassDescriptor();
      return written.getName().equals(SpecificRecordBase.class.getName())
          ? ObjectStreamClass.lookup(SpecificRecordBase.class)
          : written;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass type) throws ClassNotFoundException {
      return Class.forName(type.getName(), false, loader);
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) throws InvalidClassException {
      throw new InvalidClassException("a proxy is no value");
    }
  }
}
