package io.twinstream.migration.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectStreamConstants;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Reads what Java's {@code ObjectOutputStream} wrote (protocol version 2, "Java Object
 * Serialization Specification", chapter 6) as plain values, one after the other. No class that a
 * stream names is ever loaded, so neither an application's jar nor a matching Spark version is
 * needed, and a hostile stream can do nothing but fail: {@link Limits} bounds what it may ask for.
 *
 * <p>A value is null, a String, a boxed primitive (also where the stream holds an object of {@code
 * java.lang.Long} and the like), an array of primitives, an {@link Instance}, an {@link
 * ObjectArray}, an {@link EnumConstant} or, for an object of {@code java.lang.Class}, a {@link
 * ClassDescription}. {@link CollectionValues} reads Scala's collections of 2.11 to 2.13 and Java's.
 *
 * <p>Own code, as the parsers there are (jdeserialize, SerializationDumper) trust the lengths a
 * stream claims, recurse without limit and print instead of giving values. Not thread-safe.
 */
final class ObjectStream {
  private static final BitSet NONE = new BitSet();

  private final LimitedBytes in;
  private final Limits limits;
  private final String live;
  private final Handles handles = new Handles();
  private final ContentReader reader;

  /** Null where there is one reading only, and nothing is forgotten. */
  private final Content again;

  /** What is referred to from afar; null as long as nothing had to be forgotten. */
  private BitSet referredTo;

  private final boolean isScan;

  private ObjectStream(InputStream in, Limits limits, String live, Content again, BitSet referredTo)
      throws IOException {
    this.in = new LimitedBytes(in, limits);
    this.limits = limits;
    this.live = live;
    this.again = again;
    this.referredTo = referredTo;
    this.isScan = referredTo != null;
    this.reader = new ContentReader(this.in, handles, limits, live, referredTo);
    readHeader();
  }

  private void readHeader() throws IOException {
    int magic = in.unsignedShort();
    int version = in.unsignedShort();
    if (magic != (ObjectStreamConstants.STREAM_MAGIC & 0xffff)
        || version != ObjectStreamConstants.STREAM_VERSION) {
      throw new MalformedStreamException(
          "is not a stream of Java objects: it begins with %04x %04x".formatted(magic, version));
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
    Object read = reader.content();
    if (reader.isBehindLiveFields()) {
      throw in.malformed("more of the object behind a %s".formatted(live));
    }
    return read;
  }

  private void begin() throws IOException {
    in.beginGraph();
    if ((again != null || isScan) && handles.areMany()) {
      if (referredTo == null) {
        referredTo = referredToFromAfar();
      }
      handles.forget(isScan ? NONE : referredTo);
      if (handles.held() > limits.values()) {
        throw in.malformed("refers to more than %,d values".formatted(limits.values()));
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
        if (reader.isWithinLive() && in.peek() == ObjectStreamConstants.TC_ENDBLOCKDATA) {
          in.unsignedByte();
          reader.endLive();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return reader.isWithinLive();
    }

    @Override
    public Object next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      try {
        begin();
        return reader.content();
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
}
