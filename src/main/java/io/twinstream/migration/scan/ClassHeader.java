package io.twinstream.migration.scan;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.objectweb.asm.Opcodes;

/**
 * What a class file says of itself before its code: names, and whether the text {@code
 * spark/streaming} or a setting occurs anywhere in it. Reading it is much cheaper than reading the
 * code, and most classes of a large jar need no more.
 *
 * @param name internal name
 * @param superName internal name; null for {@code java/lang/Object} and modules
 * @param interfaces internal names
 * @param mentionsStreaming whether the code may use Spark Streaming or name a setting
 * @param referencedHashes the sorted {@link String#hashCode} of each class name it refers to
 */
record ClassHeader(
    String name,
    String superName,
    List<String> interfaces,
    boolean mentionsStreaming,
    int[] referencedHashes) {
  /** The newest class file version that is understood. */
  static final int NEWEST_MAJOR = Opcodes.V27;

  private static final int MAGIC = 0xCAFEBABE;
  private static final int ACC_MODULE = 0x8000;
  private static final int UTF8 = 1;
  private static final int CLASS = 7;

  /**
   * Reads the whole structure of a class file, but not its code.
   *
   * @throws Malformed if it is none, is damaged, or is of a version that is not understood
   */
  static ClassHeader read(byte[] bytes) throws Malformed {
    try {
      return new Reader(ByteBuffer.wrap(bytes)).read();
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new Malformed("ends too early");
    } catch (IndexOutOfBoundsException e) {
      throw new Malformed("refers to a constant that is not there");
    }
  }

  /** Returns whether one of the class names it refers to has one of these sorted hash codes. */
  boolean refersTo(int[] sortedHashes) {
    for (int hash : sortedHashes) {
      if (Arrays.binarySearch(referencedHashes, hash) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Not a class file that can be read; the message says why. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String reason) {
      super(reason);
    }
  }

  private static final class Reader {
    private final ByteBuffer in;
    private int[] offsets = {};
    private boolean mentionsStreaming;

    private Reader(ByteBuffer in) {
      this.in = in;
    }

    private ClassHeader read() throws Malformed {
      if (in.remaining() < 10 || in.getInt() != MAGIC) {
        throw new Malformed("not a class file");
      }
      in.getShort();
      int major = unsigned();
      if (major > NEWEST_MAJOR) {
        throw new Malformed(
            "class file version %d is newer than %d, the newest that is understood"
                .formatted(major, NEWEST_MAJOR));
      }
      List<Integer> classes = constants();
      boolean isModule = (unsigned() & ACC_MODULE) != 0;
      String name = className(unsigned());
      int superIndex = unsigned();
      List<String> interfaces = new ArrayList<>();
      for (int left = unsigned(); left > 0; left--) {
        interfaces.add(className(unsigned()));
      }
      members();
      members();
      attributes();
      if (in.hasRemaining()) {
        throw new Malformed(in.remaining() + " bytes too long");
      }
      int[] hashes = classes.stream().mapToInt(index -> className(index).hashCode()).toArray();
      Arrays.sort(hashes);
      return new ClassHeader(
          name,
          isModule || superIndex == 0 ? null : className(superIndex),
          interfaces,
          mentionsStreaming,
          hashes);
    }

    /** Reads the constant pool; returns where the class constants are in it. */
    private List<Integer> constants() throws Malformed {
      offsets = new int[unsigned()];
      List<Integer> classes = new ArrayList<>();
      for (int i = 1; i < offsets.length; i++) {
        offsets[i] = in.position();
        int tag = in.get();
        switch (tag) {
          case UTF8 -> utf8(unsigned());
          case 3, 4, 9, 10, 11, 12, 17, 18 -> skip(4);
          case 5, 6 -> {
            skip(8);
            i++;
          }
          case CLASS -> {
            classes.add(i);
            skip(2);
          }
          case 8, 16, 19, 20 -> skip(2);
          case 15 -> skip(3);
          default -> throw new Malformed("unknown constant " + tag);
        }
      }
      return classes;
    }

    private void utf8(int length) {
      mentionsStreaming |= Mentions.isIn(in.array(), in.position(), length);
      skip(length);
    }

    private void members() {
      for (int left = unsigned(); left > 0; left--) {
        skip(6);
        attributes();
      }
    }

    private void attributes() {
      for (int left = unsigned(); left > 0; left--) {
        skip(2);
        skip(in.getInt());
      }
    }

    private String className(int index) {
      int utf8 = in.getShort(offset(index, CLASS) + 1) & 0xFFFF;
      int offset = offset(utf8, UTF8);
      int length = in.getShort(offset + 1) & 0xFFFF;
      return new String(in.array(), offset + 3, length, StandardCharsets.UTF_8);
    }

    private int offset(int index, int tag) {
      int offset = offsets[index];
      if (in.get(offset) != tag) {
        throw new IndexOutOfBoundsException(index);
      }
      return offset;
    }

    private int unsigned() {
      return in.getShort() & 0xFFFF;
    }

    private void skip(int length) {
      if (length < 0) {
        throw new BufferUnderflowException();
      }
      in.position(in.position() + length);
    }
  }
}
