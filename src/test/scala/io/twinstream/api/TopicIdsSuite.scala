package io.twinstream.api

import com.fasterxml.jackson.databind.ObjectMapper
import io.twinstream.error.UserError
import io.twinstream.savepoint.{OffsetRange, PartitionOffset, SourcePosition, TopicPartition}
import java.util.{Collections, TreeMap, TreeSet}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

class TopicIdsSuite extends AnyFunSuite {
  private def ids(each: (String, String)*): TopicIds = new TopicIds(new TreeMap(each.toMap.asJava))

  private def check(before: TopicIds, now: TopicIds): Unit = before.check(now, "checkpoint c", "do this")

  test("the same topics, topics of which one side knows no id, and new ones are let through") {
    check(ids("a" -> "1"), ids("a" -> "1", "b" -> "2"))
    check(TopicIds.none, ids("a" -> "1"))
    check(ids("a" -> "1"), TopicIds.none)
  }

  test("a topic that was made anew is named, with what to do") {
    val error = intercept[UserError](check(ids("a" -> "1", "b" -> "2"), ids("a" -> "1", "b" -> "3")))
    assert(
      error.getMessage == "checkpoint c: topic 'b' was recreated since (its id was 2 and is 3), " +
        "and the offsets are those of the old one: do this"
    )
  }

  test("ids are read from JSON as they are written; a marker without them has none") {
    val json = new ObjectMapper().createObjectNode
    ids("a" -> "1", "b" -> "2").write(json.putObject("topics"))
    assert(TopicIds.of(json.path("topics")) == ids("a" -> "1", "b" -> "2"))
    assert(TopicIds.of(json.path("nothing")) == TopicIds.none)
  }

  test("the position of a source names the ids of its own topics") {
    val position = new SourcePosition(
      0,
      "kafka",
      new TreeMap(Map("group" -> "g").asJava),
      Collections.singletonList(new PartitionOffset(new TopicPartition("a", 0), 5)),
      Collections.emptyList[OffsetRange],
      new TreeSet[String],
      0,
      new TreeSet[String]
    )
    val named = ids("a" -> "1", "b" -> "2").in(position)
    assert(TopicIds.of(named) == ids("a" -> "1") && named.description.get("group") == "g")
    assert(TopicIds.of(position) == TopicIds.none)
  }
}
