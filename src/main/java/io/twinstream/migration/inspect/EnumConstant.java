package io.twinstream.migration.inspect;

/**
 * A constant of an enum.
 *
 * @param type the enum
 * @param name the constant's name
 */
record EnumConstant(ClassDescription type, String name) {
  @Override
  public String toString() {
    return name;
  }
}
