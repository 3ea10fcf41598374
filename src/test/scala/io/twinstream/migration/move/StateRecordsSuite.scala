package io.twinstream.migration.move

import io.twinstream.RuleTier
import io.twinstream.migration.inspect.StateRecords
import java.io.{ByteArrayInputStream, ByteArrayOutputStream}
import java.util.{Collections, Random}
import org.apache.spark.SparkConf
import org.apache.spark.serializer.{JavaSerializer, KryoSerializer, Serializer}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Files of state that are whole, damaged and hostile. */
@RuleTier
class StateRecordsSuite extends AnyFunSuite {
  private val conf = new SparkConf(false)

  private def written(serializer: Serializer, records: Seq[AnyRef]): Array[Byte] = {
    val bytes = new ByteArrayOutputStream
    val out = serializer.newInstance.serializeStream(bytes)
    records.foreach(out.writeObject(_))
    out.close()
    bytes.toByteArray
  }

  private def read(bytes: Array[Byte]): Seq[AnyRef] =
    new StateRecords(() => new ByteArrayInputStream(bytes)).asScala.toList

  private def readKryo(bytes: Array[Byte]): Seq[AnyRef] =
    new KryoRecords(new ByteArrayInputStream(bytes), Collections.emptyMap[String, String]).asScala.toList

  private val records = (1 to 300).map(i => (s"key$i", Basket(s"c${i % 3}", Map("tea" -> i.toLong), None)))

  test("2,000 files that are cut off or changed: rows or an exception, and no more than that") {
    val whole = written(new JavaSerializer(conf), records)
    assert(read(whole).size == 300)
    val random = new Random(20260104L)
    val outcomes = for (_ <- 0 until 2000) yield {
      val bytes = whole.clone
      for (_ <- 0 to random.nextInt(3)) bytes(random.nextInt(bytes.length)) = random.nextInt.toByte
      val file = if (random.nextBoolean) bytes else bytes.take(random.nextInt(bytes.length))
      try {
        read(file)
        "read"
      } catch { case _: Exception => "refused" }
    }
    assert(outcomes.count(_ == "refused") > 1000)
  }

  test("kryo: no class is loaded that is not of a value, a collection or the application's jar") {
    val other = new java.awt.Point(1, 2)
    val bytes = written(new KryoSerializer(conf), Seq(("key", "state"), ("key", other)))
    val error = intercept[Exception](readKryo(bytes))
    val causes = Iterator.iterate[Throwable](error)(_.getCause).takeWhile(_ != null).map(_.getMessage)
    assert(causes.exists(_.contains("java.awt.Point: the application's jar is needed")))
  }
}
