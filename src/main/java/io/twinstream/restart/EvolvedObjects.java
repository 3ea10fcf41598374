package io.twinstream.restart;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Reads objects that other versions of their classes wrote, by the rules that Java has for classes
 * of one serialVersionUID: fields that are new have their default value, fields that are gone are
 * left out, and a field of another type is an error. A class that says nothing gets another
 * serialVersionUID by nearly every change of its code, so what it says is not compared.
 */
final class EvolvedObjects implements Iterator<Object> {
  private final Stream in;
  private Object next;
  private boolean isRead;
  private boolean isAtEnd;

  EvolvedObjects(InputStream in) throws IOException {
    this.in = new Stream(in);
  }

  @Override
  public boolean hasNext() {
    if (!isRead && !isAtEnd) {
      try {
        next = in.readObject();
        isRead = true;
      } catch (EOFException end) {
        isAtEnd = true;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(e);
      }
    }
    return !isAtEnd;
  }

  @Override
  public Object next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    isRead = false;
    return next;
  }

  private static final class Stream extends ObjectInputStream {
    private final ClassLoader loader = Thread.currentThread().getContextClassLoader();

    private Stream(InputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass type)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(type.getName(), false, loader);
      } catch (ClassNotFoundException e) {
        return super.resolveClass(type); // primitives
      }
    }

    @Override
    protected ObjectStreamClass readClassDescriptor() throws IOException, ClassNotFoundException {
      ObjectStreamClass written = super.readClassDescriptor();
      try {
        ObjectStreamClass here =
            ObjectStreamClass.lookup(Class.forName(written.getName(), false, loader));
        if (here != null && here.getSerialVersionUID() != written.getSerialVersionUID()) {
          Field uid = ObjectStreamClass.class.getDeclaredField("suid");
          uid.setAccessible(true); // Spark opens java.io to itself, and so to us
          uid.set(written, here.getSerialVersionUID());
        }
      } catch (ClassNotFoundException | LinkageError e) {
        return written; // resolving it says so
      } catch (ReflectiveOperationException e) {
        throw new IOException("this Java has no serialVersionUID that can be set", e);
      }
      return written;
    }
  }
}
