package io.twinstream.migration.inspect

import java.io.ByteArrayInputStream

/** Values of state, for tests that are not of this package. */
object Objects {

  /** Returns a value as it comes out of a stream of state. */
  def state(value: AnyRef): AnyRef = {
    val bytes = Serialized.bytes(false, value)
    StateValue.of(ObjectStream.open(new ByteArrayInputStream(bytes), Limits.ofState).next())
  }
}
