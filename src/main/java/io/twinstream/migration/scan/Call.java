package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Type;

/** A call in a method's code. */
final class Call {
  private final MethodId target;
  private final boolean isStatic;
  private final int index;
  private final int line;
  private final List<String> inputTypes;
  private List<Set<Origin>> inputs = List.of();

  /** Makes a call without {@link #inputs}. */
  Call(MethodId target, boolean isStatic, int index, int line) {
    this.target = target;
    this.isStatic = isStatic;
    this.index = index;
    this.line = line;
    this.inputTypes = inputTypes(target, isStatic);
  }

  private static List<String> inputTypes(MethodId target, boolean isStatic) {
    List<String> types = new ArrayList<>();
    if (!isStatic) {
      types.add(target.owner());
    }
    for (Type type : Type.getArgumentTypes(target.descriptor())) {
      types.add(type.getSort() == Type.OBJECT ? type.getInternalName() : "");
    }
    return List.copyOf(types);
  }

  /** Returns the method as the call names it; its owner is the static type of the receiver. */
  MethodId target() {
    return target;
  }

  boolean isStatic() {
    return isStatic;
  }

  /** Returns its place in the method's code; later instructions have a higher one. */
  int index() {
    return index;
  }

  /** Returns the source line; 0 if the class file has none. */
  int line() {
    return line;
  }

  /**
   * Returns where the receiver, if there is one, and each argument may come from; empty if that is
   * not known.
   */
  List<Set<Origin>> inputs() {
    return inputs;
  }

  void setInputs(List<Set<Origin>> origins) {
    inputs = origins;
  }

  /** Returns the internal names of the types of {@link #inputs}, empty for primitives. */
  List<String> inputTypes() {
    return inputTypes;
  }

  /** Returns where the receiver may come from; empty for a static method. */
  Set<Origin> receiver() {
    return isStatic || inputs.isEmpty() ? Set.of() : inputs.get(0);
  }

  /** Returns where that argument, counted from 0 without the receiver, may come from. */
  Set<Origin> argument(int number) {
    int place = isStatic ? number : number + 1;
    return place < inputs.size() ? inputs.get(place) : Set.of();
  }

  @Override
  public String toString() {
    return target.owner() + "." + target.name() + ":" + line;
  }
}
