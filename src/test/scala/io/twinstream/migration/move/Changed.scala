package io.twinstream.migration.move

/** A record with one component changed. */
object Changed {
  def of[A <: Record](record: A, component: String, value: AnyRef): A = {
    val components = record.getClass.getRecordComponents
    assert(components.exists(_.getName == component))
    val values =
      components.map(each => if (each.getName == component) value else each.getAccessor.invoke(record))
    val constructor = record.getClass.getDeclaredConstructor(components.map(_.getType): _*)
    constructor.newInstance(values: _*).asInstanceOf[A]
  }
}
