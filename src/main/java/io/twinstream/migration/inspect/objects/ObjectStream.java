package io.twinstream.migration.inspect.objects;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectStreamConstants;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.StringJoiner;

/** Reads a stream of objects, one after the other. Not thread-safe. */
public final class ObjectStream {
  private static final int MOST_SECOND_READINGS = 64;
  private static final int MOST_FLAGS = 0x1f;
  private static final int MOST_LEVELS = 1_000;
  private static final long NOT_LIVE = -1;
  private static final BitSet NONE = new BitSet();

  private final Bytes in;
  private final Limits limits;
  private final String live;
  private final Handles handles = new Handles();

  /** Null where there is one reading only, and nothing is forgotten. */
  private final Content again;

  /** What is referred to from afar; null as long as nothing had to be forgotten. */
  private BitSet referredTo;

  private final boolean isScan;
  private long liveFrom = NOT_LIVE;
  private long startedAt;
  private long values;
  private int depth;
  private int secondReadings;

  private ObjectStream(InputStream in, Limits limits, String live, Content again, BitSet referredTo)
      throws IOException {
    this.in = new Bytes(in);
    this.limits = limits;
    this.live = live;
    this.again = again;
    this.referredTo = referredTo;
    this.isScan = referredTo != null;
    readHeader();
  }

  private void readHeader() throws IOException {
    int magic = in.unsignedShort();
    int version = in.unsignedShort();
    if (magic != (ObjectStreamConstants.STREAM_MAGIC & 0xffff)
        || version != ObjectStreamConstants.STREAM_VERSION) {
      throw new MalformedStreamException(
          "is no stream of Java objects: begins with %04x %04x".formatted(magic, version));
    }
  }

  /** A stream's bytes, which can be read more than once. */
  @FunctionalInterface
  public interface Content {
    /** Opens them at their beginning. */
    InputStream open() throws IOException;
  }

  /**
   * Begins to read.
   *
   * @param limits of each object graph
   * @throws MalformedStreamException if the bytes do not begin as a stream of objects
   */
  public static ObjectStream open(InputStream in, Limits limits) throws IOException {
    return new ObjectStream(in, limits, "", null, null);
  }

  /**
   * Begins to read objects of any number, of which one writes more than memory should hold.
   *
   * <p>What later objects may refer to is held until there is much of it. Then the content is read
   * once more, to learn what they do refer to, and the rest is forgotten.
   *
   * @param limits of each object graph, and of each object that such a one writes
   * @param live its class: {@link #next} returns when it has read its fields, and {@link #rest}
   *     reads on
   * @throws MalformedStreamException if the bytes do not begin as a stream of objects
   */
  public static ObjectStream open(Content content, Limits limits, String live) throws IOException {
    return new ObjectStream(content.open(), limits, live, content, null);
  }

  /** Tells whether another object follows. */
  public boolean hasNext() throws IOException {
    for (Rest unread = new Rest(); unread.hasNext(); ) {
      unread.next();
    }
    while (!in.isAtEnd() && in.peek() == ObjectStreamConstants.TC_RESET) {
      in.unsignedByte();
      handles.reset();
    }
    return !in.isAtEnd();
  }

  /**
   * Returns the next object, with all that belongs to it.
   *
   * @throws MalformedStreamException if the stream is damaged or beyond the limits
   * @throws java.io.EOFException if it is cut off
   */
  public Object next() throws IOException {
    begin();
    Object read = content();
    if (liveFrom != NOT_LIVE && liveFrom != in.position()) {
      throw malformed("more of the object behind a %s".formatted(live));
    }
    return read;
  }

  private void begin() throws IOException {
    startedAt = in.position();
    values = 0;
    depth = 0;
    if ((again != null || isScan) && handles.areMany()) {
      if (referredTo == null) {
        referredTo = referredToFromAfar();
      }
      handles.forget(isScan ? NONE : referredTo);
      if (handles.held() > limits.values()) {
        throw malformed("refers to more than %,d values".formatted(limits.values()));
      }
    }
  }

  private BitSet referredToFromAfar() throws IOException {
    BitSet found = new BitSet();
    try (InputStream second = again.open()) {
      ObjectStream scan = new ObjectStream(second, limits, live, null, found);
      while (scan.hasNext()) {
        scan.next();
      }
    }
    return found;
  }

  /**
   * Returns what the live object that {@link #next} came to has written, read as it is asked for.
   * Malformed content is thrown as {@link UncheckedIOException}.
   */
  public Written rest() {
    return new Written(live, new Rest());
  }

  /** Reads on in the middle of an object. */
  private final class Rest implements Iterator<Object> {
    @Override
    public boolean hasNext() {
      try {
        if (liveFrom != NOT_LIVE && in.peek() == ObjectStreamConstants.TC_ENDBLOCKDATA) {
          in.unsignedByte();
          liveFrom = NOT_LIVE;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return liveFrom != NOT_LIVE;
    }

    @Override
    public Object next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      try {
        begin();
        return content();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Returns every object, array, text and class of the graph that was read last, in the order of
   * the stream.
   */
  public List<Object> all() {
    return handles.all();
  }

  private Object content() throws IOException {
    int type = in.unsignedByte();
    if (++depth > limits.depth()) {
      throw malformed("objects within objects, more than %,d deep".formatted(limits.depth()));
    }
    charge(1);
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
        case ObjectStreamConstants.TC_BLOCKDATA -> new Written.Block(bytes(in.unsignedByte()));
        case ObjectStreamConstants.TC_BLOCKDATALONG -> new Written.Block(bytes(in.integer()));
        case ObjectStreamConstants.TC_EXCEPTION -> throw writersException();
        default -> throw malformed("no object begins with %02x".formatted(type));
      };
    } finally {
      depth--;
    }
  }

  private Object reference() throws IOException {
    int handle = in.integer() - ObjectStreamConstants.baseWireHandle;
    if (handle < 0 || handle >= handles.size()) {
      throw malformed("refers to object %,d of %,d".formatted(handle, handles.size()));
    }
    Object value = handles.get(handle);
    if (value == Handles.FORGOTTEN) {
      if (!isScan) {
        throw malformed("refers to object %,d, which the first reading did not".formatted(handle));
      }
      referredTo.set(handles.inStream(handle));
    }
    return value;
  }

  private String text(long length) throws IOException {
    String text = decoded(bytes(length));
    handles.add(text);
    return text;
  }

  private Object object() throws IOException {
    ClassDescription type = required(classDescription());
    charge(type.levels().size());
    Instance instance = new Instance(type);
    int handle = handles.add(instance);
    List<ClassDescription> levels = type.levels();
    for (int i = 0; i < levels.size(); i++) {
      readLevel(instance, i, levels.get(i));
    }
    Object value = StandIns.resolved(instance);
    handles.set(handle, value);
    return value;
  }

  private void readLevel(Instance instance, int level, ClassDescription type) throws IOException {
    if (type.has(ObjectStreamConstants.SC_EXTERNALIZABLE)) {
      if (!type.has(ObjectStreamConstants.SC_BLOCK_DATA)) {
        throw malformed("%s wrote itself in a form only it can read".formatted(type));
      }
      instance.complete(level, null, written());
    } else if (type.has(ObjectStreamConstants.SC_SERIALIZABLE)) {
      if (type.writesItself()) {
        readSelfWritten(instance, level, type);
      } else {
        instance.complete(level, fields(type), List.of());
      }
    }
  }

  /**
   * A {@code writeObject} method may leave the fields out, and the stream does not tell: where it
   * cannot be read with the fields it is read without them.
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
    try {
      instance.complete(level, fields(type), written());
    } catch (IOException e) {
      if (++secondReadings > MOST_SECOND_READINGS || handles.size() < handlesBefore) {
        throw e;
      }
      in.back(start);
      handles.removeFrom(handlesBefore);
      try {
        instance.complete(level, null, written());
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
    charge(described.size());
    Object[] read = new Object[described.size()];
    for (int i = 0; i < read.length; i++) {
      char code = described.get(i).type();
      read[i] = code == 'L' || code == '[' ? object(type, described.get(i)) : primitive(code);
    }
    return read;
  }

  private Object object(ClassDescription type, FieldDescription field) throws IOException {
    Object value = content();
    if (value instanceof Written.Block) {
      throw malformed("bytes in the field '%s' of %s".formatted(field.name(), type));
    }
    return value;
  }

  private Object primitive(char code) throws IOException {
    return switch (code) {
      case 'B' -> (byte) in.unsignedByte();
      case 'C' -> (char) in.unsignedShort();
      case 'D' -> Double.longBitsToDouble(in.longInteger());
      case 'F' -> Float.intBitsToFloat(in.integer());
      case 'I' -> in.integer();
      case 'J' -> in.longInteger();
      case 'S' -> (short) in.unsignedShort();
      case 'Z' -> in.unsignedByte() != 0;
      default -> throw malformed("a field of type '%c'".formatted(code));
    };
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
      throw malformed("an array of class " + type);
    }
    char code = type.name().charAt(1);
    if (code != 'L' && code != '[') {
      int handle = handles.add(null);
      Object array = primitives(code, length());
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
      throw malformed("an array of length %,d".formatted(length));
    }
    return length;
  }

  private Object primitives(char code, int length) throws IOException {
    ByteBuffer raw = ByteBuffer.wrap(bytes((long) length * width(code)));
    return switch (code) {
      case 'B' -> raw.array();
      case 'C' -> {
        char[] array = new char[length];
        raw.asCharBuffer().get(array);
        yield array;
      }
      case 'D' -> {
        double[] array = new double[length];
        raw.asDoubleBuffer().get(array);
        yield array;
      }
      case 'F' -> {
        float[] array = new float[length];
        raw.asFloatBuffer().get(array);
        yield array;
      }
      case 'I' -> {
        int[] array = new int[length];
        raw.asIntBuffer().get(array);
        yield array;
      }
      case 'J' -> {
        long[] array = new long[length];
        raw.asLongBuffer().get(array);
        yield array;
      }
      case 'S' -> {
        short[] array = new short[length];
        raw.asShortBuffer().get(array);
        yield array;
      }
      default -> {
        boolean[] array = new boolean[length];
        for (int i = 0; i < length; i++) {
          array[i] = raw.get(i) != 0;
        }
        yield array;
      }
    };
  }

  private int width(char code) throws IOException {
    return switch (code) {
      case 'B', 'Z' -> Byte.BYTES;
      case 'C', 'S' -> Short.BYTES;
      case 'F', 'I' -> Integer.BYTES;
      case 'D', 'J' -> Long.BYTES;
      default -> throw malformed("an array of type '%c'".formatted(code));
    };
  }

  private EnumConstant enumConstant() throws IOException {
    ClassDescription type = required(classDescription());
    int handle = handles.add(null);
    Object name = content();
    if (!isText(name)) {
      throw malformed("a constant of %s without a name".formatted(type));
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
      throw malformed("%s where a class should be".formatted(Instance.show(described)));
    }
    return (ClassDescription) described;
  }

  private ClassDescription required(ClassDescription type) throws IOException {
    if (type == null) {
      throw malformed("an object without a class");
    }
    return type;
  }

  /** An object of {@code java.lang.Class}. */
  private ClassDescription described(ClassDescription type) throws IOException {
    handles.add(required(type));
    return type;
  }

  private ClassDescription newClass() throws IOException {
    String name = decoded(bytes(in.unsignedShort()));
    ClassDescription type = new ClassDescription(name, in.longInteger());
    handles.add(type);
    int flags = in.unsignedByte();
    int count = in.unsignedShort();
    charge(count);
    List<FieldDescription> fields = new ArrayList<>(Math.min(count, 16));
    for (int i = 0; i < count; i++) {
      char code = (char) in.unsignedByte();
      fields.add(new FieldDescription(code, decoded(bytes(in.unsignedShort()))));
      if ((code == 'L' || code == '[') && !isText(content())) {
        throw malformed("field %d of %s without a type".formatted(i, name));
      }
    }
    complete(type, flags, fields);
    return type;
  }

  private ClassDescription newProxy() throws IOException {
    // Its interfaces are not known before its handle is given away, and are needed for its name.
    int handle = handles.add(null);
    int count = in.integer();
    if (count < 0) {
      throw malformed("a proxy of %,d interfaces".formatted(count));
    }
    StringJoiner interfaces = new StringJoiner(", ", "proxy of ", "");
    for (int i = 0; i < count; i++) {
      charge(1);
      interfaces.add(decoded(bytes(in.unsignedShort())));
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
      throw malformed("%s with the flags %02x".formatted(type, flags));
    }
    int levels = parent == null ? 1 : parent.levels().size() + 1;
    if (levels > MOST_LEVELS || (parent != null && parent.levels().contains(type))) {
      throw malformed("%s has %,d classes above it".formatted(type, levels));
    }
    charge(levels);
    type.complete(flags, fields, parent);
  }

  /** What failed while it was written ends the stream (specification, 6.4.2). */
  private IOException writersException() throws IOException {
    handles.reset();
    return malformed("its writer failed in the middle: %s".formatted(Instance.show(content())));
  }

  private byte[] bytes(long count) throws IOException {
    checkBytes(count);
    return in.bytes(count);
  }

  private void charge(long count) throws IOException {
    values += count;
    if (values > limits.values()) {
      throw malformed("an object of more than %,d values".formatted(limits.values()));
    }
    checkBytes(0);
  }

  private void checkBytes(long wanted) throws IOException {
    if (in.position() - startedAt > limits.bytes() - wanted) {
      throw malformed("an object of more than %,d bytes".formatted(limits.bytes()));
    }
  }

  private MalformedStreamException malformed(String what) {
    return new MalformedStreamException("byte %,d: %s".formatted(in.position(), what));
  }

  /** Decodes the "modified UTF-8" of {@code DataOutput.writeUTF}. */
  private String decoded(byte[] bytes) throws IOException {
    char[] chars = new char[bytes.length];
    int length = 0;
    for (int i = 0; i < bytes.length; ) {
      int first = bytes[i] & 0xff;
      int size = first < 0x80 ? 1 : first >> 5 == 0b110 ? 2 : first >> 4 == 0b1110 ? 3 : 0;
      if (size == 0 || i + size > bytes.length) {
        throw malformed("text that is no modified UTF-8");
      }
      int decoded = size == 1 ? first : first & (size == 2 ? 0x1f : 0x0f);
      for (int more = 1; more < size; more++) {
        decoded = decoded << 6 | bytes[i + more] & 0x3f;
      }
      chars[length++] = (char) decoded;
      i += size;
    }
    return new String(chars, 0, length);
  }
}
