package io.twinstream.api

import io.twinstream.RuleTier
import io.twinstream.error.UserError
import org.apache.kafka.common.TopicPartition
import org.apache.spark.SparkConf
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** What the listener needs, and what it makes of the lines of a query's log. */
@RuleTier
class GroupCommitSuite extends AnyFunSuite {

  private def offsets(sources: String*): Map[String, Long] =
    FinishedOffsets
      .of(sources.asJava)
      .asScala
      .map { case (partition: TopicPartition, at) =>
        partition.toString -> at.longValue
      }
      .toMap

  test("offsets of Kafka, and none of what other sources write") {
    assert(offsets("""{"a":{"0":5,"1":0},"b":{"2":7}}""") == Map("a-0" -> 5, "a-1" -> 0, "b-2" -> 7))
    for (other <- Seq("-", "17", """{"logOffset":3}""", """{"a":{"seq":"x"}}""", "{", "", "[1]"))
      assert(offsets(other).isEmpty, other)
    assert(offsets(null).isEmpty)
  }

  test("of two sources that read a partition the one that is behind") {
    assert(offsets("""{"a":{"0":5,"1":3}}""", """{"a":{"0":4,"1":9}}""") == Map("a-0" -> 4, "a-1" -> 3))
  }

  test("a setting that is missing is named") {
    val none = intercept[UserError](new GroupCommitListener(new SparkConf(false)))
    assert(none.getMessage.startsWith("spark.twinstream.commit.group is not set"))
    val conf = new SparkConf(false).set(GroupCommitListener.GROUP, "g")
    val some = intercept[UserError](new GroupCommitListener(conf))
    assert(some.getMessage.startsWith("spark.twinstream.commit.servers is not set"))
    conf.set(GroupCommitListener.SERVERS, "localhost:1").set(GroupCommitListener.PROPERTIES, "/no/such")
    assert(
      intercept[UserError](new GroupCommitListener(conf)).getMessage.contains("/no/such: cannot be read")
    )
  }
}
