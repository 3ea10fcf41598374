package io.twinstream.migration.inspect;

import java.io.IOException;
import java.io.ObjectStreamConstants;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Reads {@code content}, the rule that the stream's grammar is built on (Java Object Serialization
 * Specification, 6.4): objects, arrays, texts, and the descriptions of their classes.
 */
final class ContentReader {
  private static final int MOST_SECOND_READINGS = 64;
  private static final int MOST_FLAGS = 0x1f;
  private static final int MOST_LEVELS = 1_000;
  private static final long NOT_LIVE = -1;

  private final LimitedBytes in;
  private final PrimitiveReader primitives;
  private final Handles handles;
  private final Limits limits;
  private final String live;

  /**
   * Collects the forgotten objects that are referred to; null where such a reference is an error.
   */
  private final BitSet forgottenOnes;

  /** Classes that leave their fields out: one that could be read with them too, and those seen. */
  private final Set<String> withoutFields =
      new HashSet<>(Set.of("scala.collection.concurrent.TrieMap"));

  private long liveFrom = NOT_LIVE;
  private int depth;
  private int secondReadings;

  ContentReader(
      LimitedBytes in, Handles handles, Limits limits, String live, BitSet forgottenOnes) {
    this.in = in;
    this.primitives = new PrimitiveReader(in);
    this.handles = handles;
    this.limits = limits;
    this.live = live;
    this.forgottenOnes = forgottenOnes;
  }

  /**
   * Tells whether the fields of the live object were read, and what it wrote behind them was not.
   */
  boolean isWithinLive() {
    return liveFrom != NOT_LIVE;
  }

  /** Tells whether anything was read behind the fields of the live object. */
  boolean isBehindLiveFields() {
    return isWithinLive() && liveFrom != in.position();
  }

  void endLive() {
    liveFrom = NOT_LIVE;
  }

  /**
   * Returns what the stream has next: an object, an array, a text, a class, null, or a {@link
   * Written.Block} of bytes.
   */
  Object content() throws IOException {
    int type = in.unsignedByte();
    if (depth == limits.depth()) {
      throw in.malformed("objects within objects, more than %,d deep".formatted(limits.depth()));
    }
    in.charge(1);
    depth++;
    try {
      return switch (type) {
        case ObjectStreamConstants.TC_NULL -> null;
        case ObjectStreamConstants.TC_REFERENCE -> reference();
        case ObjectStreamConstants.TC_OBJECT -> object();
        case ObjectStreamConstants.TC_STRING -> text(in.unsignedShort());
        case ObjectStreamConstants.TC_LONGSTRING -> text(in.longInteger());
        case ObjectStreamConstants.TC_ARRAY -> array();
        case ObjectStreamConstants.TC_ENUM -> enumConstant();
        case ObjectStreamConstants.TC_CLASS -> described(classDescription());
        case ObjectStreamConstants.TC_CLASSDESC -> newClass();
        case ObjectStreamConstants.TC_PROXYCLASSDESC -> newProxy();
        case ObjectStreamConstants.TC_BLOCKDATA -> new Written.Block(in.bytes(in.unsignedByte()));
        case ObjectStreamConstants.TC_BLOCKDATALONG -> new Written.Block(in.bytes(in.integer()));
        case ObjectStreamConstants.TC_EXCEPTION -> throw writersException();
        default -> throw in.malformed("no object begins with %02x".formatted(type));
      };
    } finally {
      depth--;
    }
  }

  private Object reference() throws IOException {
    int handle = in.integer() - ObjectStreamConstants.baseWireHandle;
    if (handle < 0 || handle >= handles.size()) {
      throw in.malformed("refers to object %,d of %,d".formatted(handle, handles.size()));
    }
    Object value = handles.get(handle);
    if (value == Handles.FORGOTTEN) {
      if (forgottenOnes == null) {
        throw in.malformed(
            "refers to object %,d, which the first reading did not".formatted(handle));
      }
      forgottenOnes.set(handles.inStream(handle));
    }
    return value;
  }

  private String text(long length) throws IOException {
    String text = primitives.text(length);
    handles.add(text);
    return text;
  }

  private Object object() throws IOException {
    ClassDescription type = required(classDescription());
    in.charge(type.levels().size());
    Instance instance = new Instance(type);
    int handle = handles.add(instance);
    boolean isExternal = type.has(ObjectStreamConstants.SC_EXTERNALIZABLE);
    if (isExternal && !type.has(ObjectStreamConstants.SC_BLOCK_DATA)) {
      throw in.malformed("%s wrote itself in a form only it can read".formatted(type));
    }
    List<ClassDescription> levels = type.levels();
    for (int i = isExternal ? levels.size() - 1 : 0; i < levels.size(); i++) {
      readLevel(instance, i, levels.get(i));
    }
    Object value = StandIns.resolved(instance);
    handles.set(handle, value);
    return value;
  }

  /** An Externalizable writes all in its lowest class, for its parents too. */
  private void readLevel(Instance instance, int level, ClassDescription type) throws IOException {
    if (instance.type().has(ObjectStreamConstants.SC_EXTERNALIZABLE)) {
      instance.complete(level, null, written());
    } else if (type.writesItself()) {
      readSelfWritten(instance, level, type);
    } else if (type.has(ObjectStreamConstants.SC_SERIALIZABLE)) {
      instance.complete(level, fields(type), List.of());
    }
  }

  /**
   * A {@code writeObject} method may leave the fields out, as that of a queueStream, and the stream
   * does not tell: where it cannot be read with the fields it is read without them, and so are the
   * next of its class.
   */
  private void readSelfWritten(Instance instance, int level, ClassDescription type)
      throws IOException {
    if (type.fields().isEmpty()) {
      instance.complete(level, fields(type), written());
      return;
    }
    if (type.name().equals(live)) {
      instance.complete(level, fields(type), List.of());
      liveFrom = in.position();
      return;
    }
    long start = in.mark();
    int handlesBefore = handles.size();
    boolean hasFields = !withoutFields.contains(type.name());
    try {
      instance.complete(level, hasFields ? fields(type) : null, written());
    } catch (IOException e) {
      if (++secondReadings > MOST_SECOND_READINGS || handles.size() < handlesBefore) {
        throw e;
      }
      in.back(start);
      handles.removeFrom(handlesBefore);
      try {
        instance.complete(level, hasFields ? null : fields(type), written());
        if (hasFields) {
          withoutFields.add(type.name());
        }
      } catch (IOException second) {
        e.addSuppressed(second);
        throw e;
      }
    } finally {
      in.release();
    }
  }

  private Object[] fields(ClassDescription type) throws IOException {
    List<FieldDescription> described = type.fields();
    in.charge(described.size());
    Object[] read = new Object[described.size()];
    for (int i = 0; i < read.length; i++) {
      char code = described.get(i).type();
      read[i] =
          code == 'L' || code == '[' ? object(type, described.get(i)) : primitives.value(code);
    }
    return read;
  }

  private Object object(ClassDescription type, FieldDescription field) throws IOException {
    Object value = content();
    if (value != null && value != Handles.FORGOTTEN && !field.takes(value)) {
      throw in.malformed(
          "%s in the field '%s' of %s".formatted(Instance.show(value), field.name(), type));
    }
    return value;
  }

  private List<Object> written() throws IOException {
    List<Object> items = new ArrayList<>(0);
    while (in.peek() != ObjectStreamConstants.TC_ENDBLOCKDATA) {
      items.add(content());
    }
    in.unsignedByte();
    return items;
  }

  private Object array() throws IOException {
    ClassDescription type = required(classDescription());
    if (!type.name().startsWith("[") || type.name().length() < 2) {
      throw in.malformed("an array of class " + type);
    }
    char code = type.name().charAt(1);
    if (code != 'L' && code != '[') {
      int handle = handles.add(null);
      Object array = primitives.array(code, length());
      handles.set(handle, array);
      return array;
    }
    ObjectArray array = new ObjectArray(type);
    handles.add(array);
    int length = length();
    List<Object> read = new ArrayList<>(Math.min(length, 16));
    for (int i = 0; i < length; i++) {
      read.add(content());
    }
    array.complete(read);
    return array;
  }

  private int length() throws IOException {
    int length = in.integer();
    if (length < 0) {
      throw in.malformed("an array of length %,d".formatted(length));
    }
    return length;
  }

  private EnumConstant enumConstant() throws IOException {
    ClassDescription type = required(classDescription());
    int handle = handles.add(null);
    Object name = content();
    if (!isText(name)) {
      throw in.malformed("a constant of %s without a name".formatted(type));
    }
    EnumConstant constant = new EnumConstant(type, name.toString());
    handles.set(handle, constant);
    return constant;
  }

  private static boolean isText(Object value) {
    return value instanceof String || value == Handles.FORGOTTEN;
  }

  /** Returns null for none. */
  private ClassDescription classDescription() throws IOException {
    Object described = content();
    if (described != null && !(described instanceof ClassDescription)) {
      throw in.malformed("%s where a class should be".formatted(Instance.show(described)));
    }
    return (ClassDescription) described;
  }

  private ClassDescription required(ClassDescription type) throws IOException {
    if (type == null) {
      throw in.malformed("an object without a class");
    }
    return type;
  }

  /** An object of {@code java.lang.Class}. */
  private ClassDescription described(ClassDescription type) throws IOException {
    handles.add(required(type));
    return type;
  }

  private ClassDescription newClass() throws IOException {
    String name = primitives.text(in.unsignedShort());
    ClassDescription type = new ClassDescription(name, in.longInteger());
    handles.add(type);
    int flags = in.unsignedByte();
    int count = in.unsignedShort();
    in.charge(count);
    List<FieldDescription> fields = new ArrayList<>(Math.min(count, 16));
    for (int i = 0; i < count; i++) {
      char code = (char) in.unsignedByte();
      String field = primitives.text(in.unsignedShort());
      Object signature = code == 'L' || code == '[' ? content() : "";
      if (!isText(signature)) {
        throw in.malformed("field %d of %s without a type".formatted(i, name));
      }
      fields.add(new FieldDescription(code, field, signature.toString()));
    }
    complete(type, flags, fields);
    return type;
  }

  private ClassDescription newProxy() throws IOException {
    // Its interfaces are not known before its handle is given away, and are needed for its name.
    int handle = handles.add(null);
    int count = in.integer();
    if (count < 0) {
      throw in.malformed("a proxy of %,d interfaces".formatted(count));
    }
    StringJoiner interfaces = new StringJoiner(", ", "proxy of ", "");
    for (int i = 0; i < count; i++) {
      in.charge(1);
      interfaces.add(primitives.text(in.unsignedShort()));
    }
    ClassDescription type = new ClassDescription(interfaces.toString(), 0);
    handles.set(handle, type);
    complete(type, ObjectStreamConstants.SC_SERIALIZABLE, List.of());
    return type;
  }

  private void complete(ClassDescription type, int flags, List<FieldDescription> fields)
      throws IOException {
    written();
    ClassDescription parent = classDescription();
    if (flags > MOST_FLAGS) {
      throw in.malformed("%s with the flags %02x".formatted(type, flags));
    }
    int levels = parent == null ? 1 : parent.levels().size() + 1;
    if (levels > MOST_LEVELS || (parent != null && parent.levels().contains(type))) {
      throw in.malformed("%s has %,d classes above it".formatted(type, levels));
    }
    in.charge(levels);
    type.complete(flags, fields, parent);
  }

  /** What failed while it was written ends the stream (specification, 6.4.2). */
  private IOException writersException() throws IOException {
    handles.reset();
    return in.malformed("its writer failed in the middle: %s".formatted(Instance.show(content())));
  }
}
