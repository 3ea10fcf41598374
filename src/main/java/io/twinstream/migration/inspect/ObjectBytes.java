package io.twinstream.migration.inspect;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamConstants;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Writes a value that was read as a stream of its own, which Java's {@code ObjectInputStream} reads
 * as the very object that the application wrote.
 */
final class ObjectBytes {
  private static final int DEEPEST = 1_000;
  private static final int LARGEST_SHORT = 0xff;
  private static final String PROXY = "proxy of ";
  private static final Map<Class<?>, Character> BOXES =
      Map.of(
          Boolean.class, 'Z',
          Byte.class, 'B',
          Character.class, 'C',
          Double.class, 'D',
          Float.class, 'F',
          Integer.class, 'I',
          Long.class, 'J',
          Short.class, 'S');

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);
  private final Map<Object, Integer> handles = new IdentityHashMap<>();
  private final Map<Class<?>, ClassDescription> described = new IdentityHashMap<>();
  private int handleCount;
  private int depth;

  private ObjectBytes() {}

  /**
   * Returns the stream of a value.
   *
   * @throws NoSuchElementException if something in it was not kept when it was read
   */
  static byte[] of(Object value) {
    ObjectBytes writer = new ObjectBytes();
    try {
      writer.out.writeShort(ObjectStreamConstants.STREAM_MAGIC);
      writer.out.writeShort(ObjectStreamConstants.STREAM_VERSION);
      writer.content(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return writer.bytes.toByteArray();
  }

  private void content(Object value) throws IOException {
    if (++depth > DEEPEST) {
      throw new NoSuchElementException("objects of more than %,d levels".formatted(DEEPEST));
    }
    if (value == null) {
      out.writeByte(ObjectStreamConstants.TC_NULL);
    } else if (value instanceof Written.Block block) {
      block(block.bytes());
    } else if (value instanceof Instance instance) {
      instance(instance.asWritten());
    } else if (value instanceof ClassDescription type) {
      out.writeByte(ObjectStreamConstants.TC_CLASS);
      type(type);
      handleCount++;
    } else if (!isReferred(value)) {
      whole(value);
    }
    depth--;
  }

  private boolean isReferred(Object value) throws IOException {
    Integer handle = handles.get(value);
    if (handle != null) {
      out.writeByte(ObjectStreamConstants.TC_REFERENCE);
      out.writeInt(ObjectStreamConstants.baseWireHandle + handle);
    }
    return handle != null;
  }

  private void referable(Object value) {
    handles.put(value, handleCount++);
  }

  private void whole(Object value) throws IOException {
    if (value instanceof String text) {
      text(text);
    } else if (value instanceof EnumConstant constant) {
      out.writeByte(ObjectStreamConstants.TC_ENUM);
      type(constant.type());
      referable(value);
      content(constant.name());
    } else if (value instanceof ObjectArray array) {
      beginArray(array, array.type(), array.values().size());
      for (Object element : array.values()) {
        content(element);
      }
    } else if (value.getClass().isArray()) {
      primitives(value);
    } else if (BOXES.containsKey(value.getClass())) {
      out.writeByte(ObjectStreamConstants.TC_OBJECT);
      type(described(value.getClass()));
      referable(value);
      primitive(value);
    } else {
      throw new NoSuchElementException("%s was not kept".formatted(Instance.show(value)));
    }
  }

  private void text(String text) throws IOException {
    referable(text);
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char one = text.charAt(i);
      if (one != 0 && one < 0x80) {
        encoded.write(one);
      } else if (one < 0x800) {
        encoded.write(0xc0 | one >> 6);
        encoded.write(0x80 | one & 0x3f);
      } else {
        encoded.write(0xe0 | one >> 12);
        encoded.write(0x80 | one >> 6 & 0x3f);
        encoded.write(0x80 | one & 0x3f);
      }
    }
    if (encoded.size() <= 0xffff) {
      out.writeByte(ObjectStreamConstants.TC_STRING);
      out.writeShort(encoded.size());
    } else {
      out.writeByte(ObjectStreamConstants.TC_LONGSTRING);
      out.writeLong(encoded.size());
    }
    encoded.writeTo(out);
  }

  private void block(byte[] block) throws IOException {
    if (block.length <= LARGEST_SHORT) {
      out.writeByte(ObjectStreamConstants.TC_BLOCKDATA);
      out.writeByte(block.length);
    } else {
      out.writeByte(ObjectStreamConstants.TC_BLOCKDATALONG);
      out.writeInt(block.length);
    }
    out.write(block);
  }

  private void instance(Instance instance) throws IOException {
    if (isReferred(instance)) {
      return;
    }
    out.writeByte(ObjectStreamConstants.TC_OBJECT);
    type(instance.type());
    referable(instance);
    List<ClassDescription> levels = instance.type().levels();
    boolean isExternal = instance.type().has(ObjectStreamConstants.SC_EXTERNALIZABLE);
    for (int i = 0; i < levels.size(); i++) {
      ClassDescription level = levels.get(i);
      Object[] values = instance.values(i);
      for (int f = 0; values != null && f < values.length; f++) {
        char code = level.fields().get(f).type();
        if (code == 'L' || code == '[') {
          content(values[f]);
        } else {
          primitive(values[f]);
        }
      }
      if (isExternal ? i == levels.size() - 1 : level.writesItself()) {
        for (Object item : instance.items(i)) {
          content(item);
        }
        out.writeByte(ObjectStreamConstants.TC_ENDBLOCKDATA);
      }
    }
  }

  private void type(ClassDescription type) throws IOException {
    if (type == null) {
      out.writeByte(ObjectStreamConstants.TC_NULL);
      return;
    }
    if (isReferred(type)) {
      return;
    }
    if (type.name().startsWith(PROXY)) {
      out.writeByte(ObjectStreamConstants.TC_PROXYCLASSDESC);
      referable(type);
      String[] interfaces = type.name().substring(PROXY.length()).split(", ");
      out.writeInt(interfaces.length);
      for (String each : interfaces) {
        out.writeUTF(each);
      }
    } else {
      out.writeByte(ObjectStreamConstants.TC_CLASSDESC);
      out.writeUTF(type.name());
      out.writeLong(type.serialVersionUid());
      referable(type);
      out.writeByte(type.flags());
      out.writeShort(type.fields().size());
      for (FieldDescription field : type.fields()) {
        out.writeByte(field.type());
        out.writeUTF(field.name());
        if (!field.signature().isEmpty()) {
          content(field.signature());
        }
      }
    }
    out.writeByte(ObjectStreamConstants.TC_ENDBLOCKDATA);
    type(type.parent());
  }

  /** A class that the stream's reader did not keep the description of. */
  private ClassDescription described(Class<?> type) {
    ClassDescription known = described.get(type);
    if (known != null) {
      return known;
    }
    ClassDescription made =
        new ClassDescription(type.getName(), ObjectStreamClass.lookup(type).getSerialVersionUID());
    boolean isBox = BOXES.containsKey(type);
    made.complete(
        ObjectStreamConstants.SC_SERIALIZABLE,
        isBox ? List.of(new FieldDescription(BOXES.get(type), "value", "")) : List.of(),
        isBox && Number.class.isAssignableFrom(type) ? described(Number.class) : null);
    described.put(type, made);
    return made;
  }

  private void beginArray(Object array, ClassDescription type, int length) throws IOException {
    out.writeByte(ObjectStreamConstants.TC_ARRAY);
    type(type);
    referable(array);
    out.writeInt(length);
  }

  private void primitives(Object array) throws IOException {
    int length = Array.getLength(array);
    beginArray(array, described(array.getClass()), length);
    for (int i = 0; i < length; i++) {
      primitive(Array.get(array, i));
    }
  }

  private void primitive(Object value) throws IOException {
    switch (BOXES.get(value.getClass())) {
      case 'Z' -> out.writeBoolean((Boolean) value);
      case 'B' -> out.writeByte((Byte) value);
      case 'C' -> out.writeChar((Character) value);
      case 'D' -> out.writeDouble((Double) value);
      case 'F' -> out.writeFloat((Float) value);
      case 'I' -> out.writeInt((Integer) value);
      case 'J' -> out.writeLong((Long) value);
      default -> out.writeShort((Short) value);
    }
  }
}
