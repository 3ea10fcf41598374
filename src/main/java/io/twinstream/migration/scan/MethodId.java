package io.twinstream.migration.scan;

import org.objectweb.asm.Handle;

/** A method of a class, by internal name and descriptor. */
record MethodId(String owner, String name, String descriptor) {
  static MethodId of(Handle handle) {
    return new MethodId(handle.getOwner(), handle.getName(), handle.getDesc());
  }
}
