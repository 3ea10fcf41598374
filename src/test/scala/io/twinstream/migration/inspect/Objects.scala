package io.twinstream.migration.inspect

import java.io.ByteArrayInputStream

/** Values of state, for tests that are not of this package. */
object Objects {

  /** Returns a value as it comes out of a stream of state. */
  def state(value: AnyRef): AnyRef = stateOf(bytes(value))

  /** Returns a serialized value as it comes out of a stream of state. */
  def stateOf(bytes: Array[Byte]): AnyRef = StateValue.plain.of(read(bytes))

  /** Returns a value's bytes as they are written once more from what was read of them. */
  def again(value: AnyRef): Array[Byte] = ObjectBytes.of(read(bytes(value)))

  def bytes(value: AnyRef): Array[Byte] = Serialized.bytes(false, value)

  private def read(bytes: Array[Byte]): AnyRef =
    ObjectStream.open(new ByteArrayInputStream(bytes), Limits.ofState).next()
}
