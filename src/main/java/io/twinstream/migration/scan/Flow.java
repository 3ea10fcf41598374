package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.SourceInterpreter;
import org.objectweb.asm.tree.analysis.SourceValue;

/** Follows values through the code of one method. */
final class Flow {
  /** Frames hold this many values together at most; above, a method is not followed. */
  private static final long MOST_VALUES = 2_000_000;

  /** What lies on the stack down to the array that an element is stored into. */
  private static final int ELEMENT_AND_PLACE = 3;

  private final Comparator<AbstractInsnNode> order;
  private final MethodNode method;
  private final Frame<SourceValue>[] frames;
  private final Map<AbstractInsnNode, Origin> known;

  /** The arrays that were asked for; the elements of one that is within itself are not repeated. */
  private final Map<AbstractInsnNode, Origin.Array> arrays = new IdentityHashMap<>();

  private Flow(
      MethodNode method, Frame<SourceValue>[] frames, Map<AbstractInsnNode, Origin> known) {
    // The same for the same code, so that two reports are the same; parameters are not in the code.
    this.order =
        Comparator.comparing(
            instruction ->
                instruction instanceof Parameter parameter
                    ? parameter.var
                    : method.maxLocals + method.instructions.indexOf(instruction));
    this.method = method;
    this.frames = frames;
    this.known = known;
  }

  /**
   * Follows the values of a method.
   *
   * @param owner the internal name of its class
   * @param known the origin of what calls and lambdas give
   * @return empty if the code is too large or not well-formed
   */
  static Optional<Flow> of(String owner, MethodNode method, Map<AbstractInsnNode, Origin> known) {
    long values = (long) method.instructions.size() * (method.maxLocals + method.maxStack);
    if (values > MOST_VALUES) {
      return Optional.empty();
    }
    Map<AbstractInsnNode, Origin> origins = new IdentityHashMap<>(known);
    try {
      Frame<SourceValue>[] frames = new Analyzer<>(new LookThrough(origins)).analyze(owner, method);
      // A method that is marked abstract has no frames, even if damage gave it code.
      return frames.length == method.instructions.size()
          ? Optional.of(new Flow(method, frames, origins))
          : Optional.empty();
    } catch (AnalyzerException
        | IndexOutOfBoundsException
        | NegativeArraySizeException
        | AssertionError e) {
      // The last is what ASM throws for a field whose type is none.
      return Optional.empty();
    }
  }

  /** Returns the origins of the topmost values before that instruction, lowest first. */
  List<Set<Origin>> top(AbstractInsnNode instruction, int count) {
    Frame<SourceValue> frame = frames[method.instructions.indexOf(instruction)];
    if (frame == null || frame.getStackSize() < count) {
      return List.of();
    }
    List<Set<Origin>> origins = new ArrayList<>();
    for (int i = frame.getStackSize() - count; i < frame.getStackSize(); i++) {
      origins.add(origins(frame.getStack(i)));
    }
    return List.copyOf(origins);
  }

  private Set<Origin> origins(SourceValue value) {
    List<Origin> origins =
        value.insns.stream().sorted(order).map(this::origin).filter(Objects::nonNull).toList();
    // Most values have one origin; a large jar has very many values.
    return origins.size() < 2
        ? Set.copyOf(origins)
        : Collections.unmodifiableSet(new LinkedHashSet<>(origins));
  }

  private Origin origin(AbstractInsnNode instruction) {
    Origin origin = known.get(instruction);
    return origin == null ? plain(instruction) : origin;
  }

  private Origin plain(AbstractInsnNode instruction) {
    if (instruction instanceof LdcInsnNode constant) {
      return new Origin.Constant(constant.cst);
    }
    if (instruction instanceof IntInsnNode number && number.getOpcode() != Opcodes.NEWARRAY) {
      return new Origin.Constant(number.operand);
    }
    if (instruction instanceof InsnNode && small(instruction.getOpcode()) != null) {
      return new Origin.Constant(small(instruction.getOpcode()));
    }
    int opcode = instruction.getOpcode();
    if (opcode == Opcodes.LCONST_0 || opcode == Opcodes.LCONST_1) {
      return new Origin.Constant((long) (opcode - Opcodes.LCONST_0));
    }
    if (instruction instanceof TypeInsnNode type && type.getOpcode() == Opcodes.NEW) {
      return new Origin.Created(type.desc, method.instructions.indexOf(type));
    }
    if (instruction instanceof FieldInsnNode field) {
      return new Origin.Field(field.owner, field.name, field.desc);
    }
    if (opcode == Opcodes.ANEWARRAY) {
      return array(instruction);
    }
    return null;
  }

  private Origin.Array array(AbstractInsnNode made) {
    Origin.Array array = arrays.get(made);
    if (array == null) {
      arrays.put(made, new Origin.Array(Set.of()));
      array = new Origin.Array(elements(made));
      arrays.put(made, array);
    }
    return array;
  }

  private Set<Origin> elements(AbstractInsnNode array) {
    Set<Origin> elements = new LinkedHashSet<>();
    for (int i = 0; i < frames.length; i++) {
      Frame<SourceValue> frame = frames[i];
      if (method.instructions.get(i).getOpcode() == Opcodes.AASTORE && frame != null) {
        int top = frame.getStackSize();
        if (frame.getStack(top - ELEMENT_AND_PLACE).insns.contains(array)) {
          elements.addAll(origins(frame.getStack(top - 1)));
        }
      }
    }
    return Collections.unmodifiableSet(elements);
  }

  /** Returns the number an instruction such as {@code iconst_1} pushes, or null. */
  static Integer small(int opcode) {
    return opcode >= Opcodes.ICONST_M1 && opcode <= Opcodes.ICONST_5
        ? (Integer) (opcode - Opcodes.ICONST_0)
        : null;
  }

  /** Stands for the instruction that a parameter's value comes from. */
  private static final class Parameter extends VarInsnNode {
    private Parameter(int local) {
      super(Opcodes.ALOAD, local);
    }
  }

  /**
   * Passes a value's source on through locals and casts, of whole numbers too, and names
   * parameters.
   */
  private static final class LookThrough extends SourceInterpreter {
    private final Map<AbstractInsnNode, Origin> origins;

    private LookThrough(Map<AbstractInsnNode, Origin> origins) {
      super(Opcodes.ASM9);
      this.origins = origins;
    }

    @Override
    public SourceValue newParameterValue(boolean isInstanceMethod, int local, Type type) {
      AbstractInsnNode marker = new Parameter(local);
      origins.put(marker, new Origin.Parameter(local));
      return new SourceValue(type.getSize(), marker);
    }

    @Override
    public SourceValue copyOperation(AbstractInsnNode instruction, SourceValue value) {
      return value;
    }

    @Override
    public SourceValue unaryOperation(AbstractInsnNode instruction, SourceValue value) {
      return switch (instruction.getOpcode()) {
        case Opcodes.CHECKCAST -> value;
        case Opcodes.I2L -> new SourceValue(2, value.insns);
        default -> super.unaryOperation(instruction, value);
      };
    }
  }
}
