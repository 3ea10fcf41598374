package io.twinstream.savepoint

import java.util.{Collections, TreeMap, TreeSet}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

class SourceOffsetsSuite extends AnyFunSuite {
  private def source(number: Int, offsets: (TopicPartition, Long)*): SourcePosition =
    new SourcePosition(
      number,
      "kafka",
      new TreeMap[String, String],
      offsets.map { case (partition, offset) => new PartitionOffset(partition, offset) }.asJava,
      Collections.emptyList[OffsetRange],
      new TreeSet[String],
      0,
      new TreeSet[String]
    )

  private val (a, b) = (new TopicPartition("a", 0), new TopicPartition("b", 0))

  for (order <- Seq(Seq(105L, 110L), Seq(110L, 105L))) {
    test(
      s"two sources of one topic, at ${order.mkString(" and ")}: the least counts, the rest is read again"
    ) {
      val sources = order.zipWithIndex.map { case (offset, number) => source(number, a -> offset) }
      val all = SourceOffsets.of((sources :+ source(2, b -> 7L)).asJava)
      assert(all.least.asScala.toMap == Map(a -> 105L, b -> 7L))
      assert(all.again.asScala == Seq(new OffsetRange(a, 105, 110)))
    }
  }

  test("sources that stand at the same offset read nothing again") {
    assert(SourceOffsets.of(Seq(source(0, a -> 5L), source(1, a -> 5L)).asJava).again.isEmpty)
  }

  test("what an application of another's own is told is the least too") {
    val savepoint = new Savepoint(
      1,
      null,
      "dstream",
      null,
      "c",
      0,
      1000,
      0,
      0,
      null,
      Seq(source(0, a -> 105L), source(1, a -> 110L)).asJava,
      Collections.emptyList[StateCopy]
    )
    val open = new OpenSavepoint(null, "s", savepoint)
    assert(open.offsets.asScala.toMap == Map(a -> 105L))
    assert(open.startingOffsets == """{"a":{"0":105}}""")
  }
}
