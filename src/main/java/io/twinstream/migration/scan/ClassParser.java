package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/** Reads the code of one class file into a {@link ClassModel}. */
final class ClassParser {
  private static final String LAMBDAS = "java/lang/invoke/LambdaMetafactory";

  private static final String SPARK = "Lorg/apache/spark/";

  /** Change a collection, or what holds a value. */
  private static final Set<String> CHANGING =
      Set.of(
          "put",
          "putAll",
          "putIfAbsent",
          "add",
          "addAll",
          "remove",
          "clear",
          "merge",
          "compute",
          "set",
          "incrementAndGet",
          "getAndIncrement",
          "addAndGet",
          "getAndAdd",
          "getAndSet",
          "update",
          "append",
          "$plus$eq",
          "$plus$plus$eq",
          "$minus$eq");

  /** Repeats every serializable lambda of its class, to make it again after a transport. */
  private static final String DESERIALIZE_LAMBDA = "$deserializeLambda$";

  private ClassParser() {}

  /**
   * Returns the model of a class file whose {@link ClassHeader} could be read.
   *
   * @throws ClassHeader.Malformed if its code cannot be read
   */
  static ClassModel parse(String location, byte[] bytes) throws ClassHeader.Malformed {
    try {
      return model(location, bytes);
    } catch (RuntimeException | StackOverflowError e) {
      // What ASM throws for damaged code is not specified.
      throw new ClassHeader.Malformed("its code cannot be read: " + e);
    }
  }

  private static ClassModel model(String location, byte[] bytes) {
    ClassNode node = new ClassNode();
    new ClassReader(bytes).accept(node, ClassReader.SKIP_FRAMES);
    List<MethodCode> methods = new ArrayList<>();
    for (MethodNode method : node.methods) {
      if (!method.name.equals(DESERIALIZE_LAMBDA)) {
        methods.add(new MethodReader(node.name, method).read());
      }
    }
    return new ClassModel(
        location,
        node.sourceFile,
        node.name,
        node.superName,
        List.copyOf(node.interfaces),
        methods,
        Acceptances.of(node));
  }

  private static final class MethodReader {
    private final String owner;
    private final MethodNode method;
    private final List<Call> calls = new ArrayList<>();
    private final List<Closure> closures = new ArrayList<>();
    private final List<Cast> casts = new ArrayList<>();
    private final List<String> fields = new ArrayList<>();
    private final Map<LdcInsnNode, Integer> textNodes = new LinkedHashMap<>();
    private final Map<LdcInsnNode, Integer> textLines = new IdentityHashMap<>();
    private final Map<AbstractInsnNode, Origin> origins = new IdentityHashMap<>();
    private final Map<MethodInsnNode, Call> callNodes = new IdentityHashMap<>();
    private final Map<TypeInsnNode, Integer> castNodes = new IdentityHashMap<>();
    private final List<AbstractInsnNode> returnNodes = new ArrayList<>();
    private final List<FieldInsnNode> storeNodes = new ArrayList<>();
    private final Set<Origin.Field> reads = new LinkedHashSet<>();
    private final Set<Origin.Field> writes = new LinkedHashSet<>();
    private int firstLine;
    private int line;
    private int instructions;

    private MethodReader(String owner, MethodNode method) {
      this.owner = owner;
      this.method = method;
    }

    /** Reads the method; a descriptor that is none throws, as for all that comes after. */
    private MethodCode read() {
      check(method.desc);
      int index = 0;
      for (AbstractInsnNode instruction : method.instructions) {
        read(instruction, index++);
      }
      boolean needsFlow =
          !castNodes.isEmpty()
              || !textNodes.isEmpty()
              || method.desc.contains(SPARK)
              || storeNodes.stream().anyMatch(store -> store.desc.contains(ApiTypes.ROOT))
              || calls.stream().anyMatch(MethodReader::isOfSpark);
      Flow flow = needsFlow ? Flow.of(owner, method, origins).orElse(null) : null;
      callNodes.forEach(
          (node, call) -> {
            if (flow != null) {
              call.setInputs(flow.top(node, call.inputTypes().size()));
            }
          });
      castNodes.forEach((node, at) -> casts.add(new Cast(node.desc, at, castFrom(flow, node))));
      return new MethodCode(
          new MethodId(owner, method.name, method.desc),
          method.access,
          firstLine,
          isForwarder(),
          calls.stream().filter(call -> isOfInterest(call) || takesStream(call)).toList(),
          closures,
          casts,
          fields,
          texts(),
          calls.stream().anyMatch(KeyValues::isOpen),
          returned(flow),
          reads,
          writes(),
          stores(flow));
    }

    private Set<Origin> returned(Flow flow) {
      Set<Origin> returned = new LinkedHashSet<>();
      if (flow != null) {
        returnNodes.forEach(node -> flow.top(node, 1).forEach(returned::addAll));
      }
      return Collections.unmodifiableSet(returned);
    }

    private Set<Origin.Field> writes() {
      for (Call call : calls) {
        if (CHANGING.contains(call.target().name()) && isOfLanguage(call)) {
          call.receiver().stream()
              .filter(Origin.Field.class::isInstance)
              .forEach(field -> writes.add((Origin.Field) field));
        }
      }
      return writes;
    }

    private List<MethodCode.Store> stores(Flow flow) {
      List<MethodCode.Store> stores = new ArrayList<>();
      if (flow != null) {
        for (FieldInsnNode node : storeNodes) {
          flow.top(node, 1)
              .forEach(values -> stores.add(new MethodCode.Store(field(node), values)));
        }
      }
      return List.copyOf(stores);
    }

    private void read(AbstractInsnNode instruction, int index) {
      if (instruction.getOpcode() >= 0) {
        instructions++;
      }
      if (instruction instanceof LineNumberNode number) {
        line = number.line;
        firstLine = firstLine == 0 ? line : Math.min(firstLine, line);
      } else if (instruction instanceof MethodInsnNode node) {
        check(node.desc);
        Call call =
            new Call(
                new MethodId(node.owner, node.name, node.desc),
                node.getOpcode() == Opcodes.INVOKESTATIC,
                index,
                line);
        calls.add(call);
        callNodes.put(node, call);
        origins.put(node, new Origin.Returned(call));
      } else if (instruction instanceof InvokeDynamicInsnNode node) {
        lambda(node, index);
      } else if (instruction instanceof TypeInsnNode node
          && node.getOpcode() == Opcodes.CHECKCAST
          && node.desc.startsWith(ApiTypes.ROOT)) {
        castNodes.put(node, line);
      } else if (instruction instanceof FieldInsnNode node
          && node.getOpcode() == Opcodes.GETFIELD
          && node.desc.startsWith(SPARK)) {
        fields.add(node.desc);
        reads.add(field(node));
      } else if (instruction instanceof FieldInsnNode node && isStored(node)) {
        storeNodes.add(node);
        writes.add(field(node));
      } else if (instruction instanceof FieldInsnNode node) {
        (isWrite(node) ? writes : reads).add(field(node));
      } else if (instruction.getOpcode() == Opcodes.ARETURN) {
        returnNodes.add(instruction);
      } else if (instruction instanceof LdcInsnNode node
          && node.cst instanceof String text
          && Settings.known().isSetting(text)) {
        textNodes.put(node, index);
        textLines.put(node, line);
      }
    }

    private static boolean isStored(FieldInsnNode node) {
      return isWrite(node) && node.desc.startsWith("L");
    }

    private static boolean isWrite(FieldInsnNode node) {
      return node.getOpcode() == Opcodes.PUTFIELD || node.getOpcode() == Opcodes.PUTSTATIC;
    }

    private static Origin.Field field(FieldInsnNode node) {
      return new Origin.Field(node.owner, node.name, node.desc);
    }

    private void lambda(InvokeDynamicInsnNode node, int index) {
      if (node.bsm.getOwner().equals(LAMBDAS)
          && node.bsmArgs.length > 1
          && node.bsmArgs[1] instanceof Handle body) {
        check(node.desc);
        check(body.getDesc());
        Closure closure =
            new Closure(
                MethodId.of(body), Type.getMethodType(node.desc), fieldOf(node), index, line);
        closures.add(closure);
        origins.put(node, new Origin.Lambda(closure));
      }
    }

    /** Returns the field that the next instruction stores a lambda in; null if it does not. */
    private static Origin.Field fieldOf(InvokeDynamicInsnNode lambda) {
      AbstractInsnNode next = lambda.getNext();
      while (next != null && (next.getOpcode() < 0 || next.getOpcode() == Opcodes.CHECKCAST)) {
        next = next.getNext();
      }
      boolean isStored =
          next != null
              && (next.getOpcode() == Opcodes.PUTSTATIC || next.getOpcode() == Opcodes.PUTFIELD);
      return isStored && next instanceof FieldInsnNode field
          ? new Origin.Field(field.owner, field.name, field.desc)
          : null;
    }

    private List<TextConstant> texts() {
      List<TextConstant> texts = new ArrayList<>();
      textNodes.forEach(
          (node, index) -> {
            String text = (String) node.cst;
            Object value = KeyValues.valueOf(text, index, calls).orElse(null);
            texts.add(new TextConstant(text, value, index, textLines.get(node)));
          });
      return texts;
    }

    /** Throws if a descriptor is none; Type itself looks at it late, or in part. */
    private static void check(String descriptor) {
      Type.getArgumentTypes(descriptor);
      Type.getReturnType(descriptor);
    }

    private static Set<Origin> castFrom(Flow flow, TypeInsnNode cast) {
      List<Set<Origin>> top = flow == null ? List.of() : flow.top(cast, 1);
      return top.isEmpty() ? Set.of() : top.get(0);
    }

    /**
     * What the libraries of the languages do among themselves is not, and would fill the memory.
     */
    private static boolean isOfInterest(Call call) {
      return isOfSpark(call)
          || !isOfLanguage(call)
          || Connections.known().isMade(call.target())
          || Clocks.isRead(call.target());
    }

    private static boolean isOfLanguage(Call call) {
      String owner = call.target().owner();
      return owner.startsWith("java/") || owner.startsWith("scala/");
    }

    /** Returns whether a stream goes into something that is not Spark's, such as a list. */
    private static boolean takesStream(Call call) {
      return call.inputs().stream()
          .flatMap(Set::stream)
          .anyMatch(origin -> origin instanceof Origin.Returned made && givesStream(made.call()));
    }

    private static boolean givesStream(Call call) {
      String descriptor = call.target().descriptor();
      return descriptor.endsWith("DStream;")
          && descriptor.indexOf(ApiTypes.ROOT, descriptor.indexOf(')')) > 0;
    }

    private static boolean isOfSpark(Call call) {
      MethodId target = call.target();
      return target.owner().startsWith(ApiTypes.ROOT)
          || target.descriptor().contains(ApiTypes.ROOT);
    }

    /** Scala 2.12 makes {@code x} call {@code T.x$(this)}, Scala 2.11 {@code T$class.x(this)}. */
    private boolean isForwarder() {
      if (calls.size() != 1 || instructions > calls.get(0).inputTypes().size() + 2) {
        return false;
      }
      MethodId target = calls.get(0).target();
      return target.name().equals(method.name + "$")
          || target.owner().endsWith("$class") && target.name().equals(method.name);
    }
  }
}
