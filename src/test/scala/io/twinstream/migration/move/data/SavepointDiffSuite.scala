package io.twinstream.migration.move.data

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import io.twinstream.TempFolder
import java.nio.file.Path
import org.apache.spark.sql.DataFrame
import org.scalatest.funsuite.AnyFunSuite

/** How two savepoints differ. */
class SavepointDiffSuite extends AnyFunSuite {
  import MadeSavepoint.{rows, session}

  private def diff(
      folder: Path,
      left: Map[String, DataFrame],
      right: Map[String, DataFrame],
      offsets: Map[Int, Long] = Map(0 -> 118L, 1 -> 7L)
  ): SavepointDiff = SavepointDiff.of(
    session,
    MadeSavepoint.of(folder.resolve("a"), left).toString,
    MadeSavepoint.of(folder.resolve("b"), right, offsets).toString
  )

  private def json(diff: SavepointDiff): JsonNode = new ObjectMapper().readTree(diff.json)

  test("equal, in whatever order and files") {
    TempFolder.use { folder =>
      val found = diff(
        folder,
        Map("s" -> rows("a" -> 1, "b" -> 2, "" -> 3)),
        Map("s" -> rows("" -> 3, "b" -> 2, "a" -> 1).coalesce(1))
      )
      assert(found.isEqual && !found.hasNothing && found.text.startsWith("EQUAL\n"), found.text)
      assert(json(found).get("verdict").asText == "equal")
    }
  }

  test("keys of one alone, keys that differ, and offsets") {
    TempFolder.use { folder =>
      val found = diff(
        folder,
        Map("s" -> rows("a" -> 1, "b" -> 2, "c" -> 3, "d" -> 4)),
        Map("s" -> rows("b" -> 2, "c" -> 30, "d" -> 4, "e" -> 5, "f" -> 6)),
        Map(0 -> 119L, 2 -> 1L)
      )
      val text = found.text
      assert(!found.isEqual && text.startsWith("DIFFERENT\n"), text)
      assert(text.contains("source 0: orders-0 at offset 118 in A, 119 in B\n"), text)
      assert(text.contains("source 0: orders-1 at offset 7 in A, none in B\n"), text)
      assert(text.contains("source 0: orders-2 at offset none in A, 1 in B\n"), text)
      assert(text.contains("state 's': 4 keys in A, 5 in B: 1 in A alone, 2 in B alone, 1 differ\n"), text)
      assert(text.contains("""  a: {"state":{"total":1}} in A, not in B""" + "\n"), text)
      assert(text.contains("""  c: {"state":{"total":3}} in A, {"state":{"total":30}} in B""" + "\n"), text)
      val state = json(found).get("states").get(0)
      assert(Seq("onlyLeft", "onlyRight", "different").map(state.get(_).asLong) == Seq(1, 2, 1))
      assert(state.get("examples").size == 4 && state.get("examples").get(0).get("right").isNull)
    }
  }

  test("of many that differ some are shown") {
    TempFolder.use { folder =>
      import session.implicits._
      val many = (1 to 1000).map(k => (f"k$k%04d", k.toLong))
      val found = diff(
        folder,
        Map("s" -> many.toDF("key", "state")),
        Map("s" -> many.map { case (k, v) => (k, v + 1) }.toDF("key", "state"))
      )
      val state = json(found).get("states").get(0)
      assert(state.get("different").asLong == 1000 && state.get("examples").size == 5)
      assert(state.get("examples").get(0).get("key").asText == "k0001")
    }
  }

  test("columns of other types are told, and their keys compared still") {
    TempFolder.use { folder =>
      import session.implicits._
      val found = diff(
        folder,
        Map("classic" -> rows("a" -> 1, "b" -> 2)),
        Map("port" -> Seq("a" -> 1L, "c" -> 2L).toDF("key", "state"))
      )
      val text = found.text
      assert(
        text.contains(
          "state 'classic' of A and 'port' of B: 2 keys in A, 2 in B: 1 in A alone, 1 in B alone, 0 differ"
        ),
        text
      )
      assert(text.contains("  column state is struct<total:bigint>, and bigint\n"), text)
    }
  }

  test("keys that are structs, nulls, and states of one alone") {
    TempFolder.use { folder =>
      import session.implicits._
      def keyed(value: String) = Seq((("a", 1), "x"), (("b", 2), value)).toDF("key", "state")
      val found = diff(
        folder,
        Map("s" -> keyed(null), "more" -> rows("a" -> 1)),
        Map("s" -> keyed(""), "other" -> rows("a" -> 1), "third" -> rows())
      )
      val text = found.text
      assert(text.contains("""  {"_1":"b","_2":2}: {"state":null} in A, {"state":""} in B"""), text)
      assert(
        text.contains("state 'more' in A alone: 1 key\n") && text.contains(
          "state 'other' in B alone: 1 key\n"
        ),
        text
      )
      assert(json(found).get("statesOnlyRight").toString == """["other","third"]""")
    }
  }

  test("nothing to compare") {
    TempFolder.use { folder =>
      val none = Map.empty[String, DataFrame]
      val found = SavepointDiff.of(
        session,
        MadeSavepoint.of(folder.resolve("a"), none, Map.empty).toString,
        MadeSavepoint.of(folder.resolve("b"), none, Map.empty).toString
      )
      assert(found.hasNothing && found.text.startsWith("NOTHING COMPARED\n"))
    }
  }
}
