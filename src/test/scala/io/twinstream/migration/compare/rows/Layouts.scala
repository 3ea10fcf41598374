package io.twinstream.migration.compare.rows

import java.util

/** Layouts of rows with the key `id`, a time if wanted, and the value `n`. */
object Layouts {
  private def list(columns: Layout.Compared*) = {
    val all = new util.ArrayList[Layout.Compared]
    columns.foreach(all.add)
    all
  }

  def of(
      isLog: Boolean = false,
      hasTime: Boolean = false,
      isWindow: Boolean = false,
      tolerance: Option[String] = None,
      hasOrder: Boolean = true
  ): Layout = new Layout(
    isLog,
    Array(hasOrder, hasOrder),
    if (hasTime) new Layout.Compared("at", ColumnKind.TIME, null) else null,
    isWindow,
    list(new Layout.Compared("id", ColumnKind.TEXT, null)),
    list(new Layout.Compared("n", ColumnKind.NUMBER, tolerance.map(new java.math.BigDecimal(_)).orNull))
  )
}
