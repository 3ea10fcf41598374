package io.twinstream.ends.kafka

import io.twinstream.error.{ExitCode, UserError}
import org.apache.kafka.common.TopicPartition
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Where a run begins. */
class StartingOffsetsSuite extends AnyFunSuite {
  private def offsets(each: (Int, Long)*): java.util.Map[TopicPartition, java.lang.Long] =
    each
      .map { case (partition, offset) => (new TopicPartition("t", partition), Long.box(offset)) }
      .toMap
      .asJava

  /** Partitions 0 to 2, which have lost some records. */
  private def resolved(asked: String, kept: (Int, Long)*): Map[Int, Long] =
    StartingOffsets
      .parse(asked)
      .resolve(offsets(0 -> 2L, 1 -> 0L, 2 -> 1L), offsets(0 -> 9L, 1 -> 7L, 2 -> 8L), offsets(kept: _*))
      .asScala
      .map { case (partition, offset) => (partition.partition, offset.toLong) }
      .toMap

  test("earliest, latest, and JSON, which begins at the earliest where it names nothing") {
    assert(resolved("earliest") == Map(0 -> 2L, 1 -> 0L, 2 -> 1L))
    assert(resolved("latest") == Map(0 -> 9L, 1 -> 7L, 2 -> 8L))
    assert(resolved("""{"t":{"0":5,"1":-1}}""") == Map(0 -> 5L, 1 -> 7L, 2 -> 1L))
    assert(resolved("""{"t":{"0":-2}}""") == Map(0 -> 2L, 1 -> 0L, 2 -> 1L))
  }

  test("what is kept counts more") {
    assert(resolved("latest", 0 -> 3L, 1 -> 4L, 2 -> 8L) == Map(0 -> 3L, 1 -> 4L, 2 -> 8L))
    assert(resolved("""{"t":{"0":5,"1":6}}""", 0 -> 3L) == Map(0 -> 3L, 1 -> 6L, 2 -> 1L))
  }

  test("latest: a partition that was added while the run was down begins with its first record") {
    assert(resolved("latest", 0 -> 5L) == Map(0 -> 5L, 1 -> 0L, 2 -> 1L))
  }

  test("an offset that is not there, and a partition") {
    val gone = intercept[UserError](resolved("earliest", 0 -> 1L))
    assert(gone.getMessage.contains("topic 't', partition 0: offset 1 is wanted, and 2 to 9 are there"))
    intercept[UserError](resolved("""{"t":{"1":8}}"""))
    val unknown = intercept[UserError](resolved("""{"t":{"3":0}}"""))
    assert(unknown.getMessage.contains("there is no partition 3 of topic 't'"))
  }

  for (
    text <- Seq("", "newest", "[]", "7", """{"t":{"0":-3}}""", """{"t":{"0":1.5}}""", """{"t":{"a":1}}""")
  ) {
    test(s"'$text' is refused") {
      val error = intercept[UserError](StartingOffsets.parse(text))
      assert(error.exitCode == ExitCode.USAGE && error.getMessage.contains(s"'$text'"))
    }
  }

  test("JSON is read as it is written") {
    val text = """{"a":{"0":1},"b":{"0":2,"10":3}}"""
    assert(StartingOffsets.toJson(StartingOffsets.ofJson(text)) == text)
  }
}
