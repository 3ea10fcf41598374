package io.twinstream.ends

import scala.beans.BeanProperty

/** A row with a column of each type. */
final class EveryType(
    @BeanProperty val text: String,
    @BeanProperty val other: String,
    @BeanProperty val number: Long,
    @BeanProperty val real: Double = 0
) extends Serializable {
  def getSmall: Float = 0.5f
  def getExact: java.math.BigDecimal = new java.math.BigDecimal("12345678901234567890.123456789")
  def getWhole: java.math.BigInteger = new java.math.BigInteger("98765432109876543210")
  def isFlag: Boolean = true
  def getNothing: String = null
}
