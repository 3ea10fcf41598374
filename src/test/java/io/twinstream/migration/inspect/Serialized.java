package io.twinstream.migration.inspect;

import java.io.ByteArrayOutputStream;
import java.io.Externalizable;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/** Classes that serialize themselves in every way that there is. */
public final class Serialized {
  private Serialized() {}

  /** Serializes the objects one after the other, with a reset between them if asked. */
  public static byte[] bytes(boolean resets, Object... objects) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      for (Object each : objects) {
        try {
          out.writeObject(each);
        } catch (NotSerializableException e) {
          // What is in the stream then is the case.
        }
        if (resets) {
          out.reset();
        }
      }
    }
    return bytes.toByteArray();
  }

  /** Fields of every type. */
  public static class Plain implements Serializable {
    private static final long serialVersionUID = 7L;
    byte oneByte = -1;
    char oneChar = 'ä';
    double oneDouble = 1.5;
    float oneFloat = -2.5f;
    int oneInt = Integer.MIN_VALUE;
    long oneLong = Long.MAX_VALUE;
    short oneShort = -3;
    boolean isSet = true;
    String text = "a\0ä€\uD83D\uDE00";
    Object nothing;
    int[] ints = {1, -2};
    long[][] longs = {{Long.MIN_VALUE}, {}};
    Thread.State constant = Thread.State.BLOCKED;
    Class<?> type = String.class;
    Object self = this;
  }

  /** A class below another, each with a field of that name. */
  public static final class Below extends Plain {
    private static final long serialVersionUID = 8L;
    String text = "below";
  }

  /** Writes its fields and more. */
  public static final class WritesMore implements Serializable {
    private static final long serialVersionUID = 1L;
    String field = "field";

    private void writeObject(ObjectOutputStream out) throws IOException {
      out.defaultWriteObject();
      out.writeInt(42);
      out.writeObject("object");
      out.writeLong(43);
      out.write(new byte[2000]);
    }
  }

  /** Leaves its fields out. */
  public static final class LeavesOut implements Serializable {
    private static final long serialVersionUID = 1L;
    String field = "never written";
    int number = 5;

    private void writeObject(ObjectOutputStream out) throws IOException {
      out.writeObject("instead");
    }
  }

  /** Writes itself by Externalizable. */
  public static final class External implements Externalizable {
    private static final long serialVersionUID = 1L;

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
      out.writeInt(9);
      out.writeObject("external");
    }

    @Override
    public void readExternal(ObjectInput in) {
      throw new AssertionError("read");
    }
  }

  /** Fails while it is written. */
  public static final class Fails implements Serializable {
    private static final long serialVersionUID = 1L;
    Object notSerializable = new Object();
  }

  /** A chain of objects. */
  public static final class Chain implements Serializable {
    private static final long serialVersionUID = 1L;
    Chain next;

    /** Makes one of that length. */
    public static Chain of(int length) {
      Chain chain = null;
      for (int i = 0; i < length; i++) {
        Chain longer = new Chain();
        longer.next = chain;
        chain = longer;
      }
      return chain;
    }
  }

  /** Of the same length as the name of {@link Trap}. */
  public static final class Bait implements Serializable {
    private static final long serialVersionUID = 1L;
    String field = "bait";
  }

  /** Tells when it is initialized, which nothing here does. */
  public static final class Trap implements Serializable {
    private static final long serialVersionUID = 1L;

    static {
      System.setProperty("twinstream.trap", "initialized");
    }

    String field = "trap";
  }
}
