package io.twinstream.migration.move

import io.twinstream.error.UserError
import io.twinstream.migration.inspect.{Checkpoints, Fixtures, StructuredCheckpoint}
import io.twinstream.savepoint.Savepoints
import io.twinstream.{TempFolder, TwinSession}
import java.nio.file.{Files, Path, Paths}
import java.util.Optional
import org.apache.hadoop.conf.Configuration
import org.apache.spark.sql.Row
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** The forms that checkpoints of queries have had since Spark 4: each is read right, or refused by name. See
  * `src/test/fixtures/checkpoints/queries.sh`.
  */
class QueryFormatsSuite extends AnyFunSuite {
  private val isSpark3 = org.apache.spark.SPARK_VERSION.startsWith("3.")
  private val first = Set("file-0", "file-1", "file-2")
  private val second = Set("file-0", "file-2")
  private val counts = Map("a" -> 5L, "b" -> 5L, "w0" -> 2L, "w1" -> 1L, "w2" -> 2L)

  private def folder(name: String): Path =
    Paths.get(Fixtures.getClass.getResource(s"../queries/$name").toURI)

  private def read(checkpoint: Path): StructuredCheckpoint =
    Checkpoints.read(checkpoint.toString, new Configuration).asInstanceOf[StructuredCheckpoint]

  private def files(source: StructuredCheckpoint.Source): Set[String] =
    source.files.asScala.map(path => path.substring(path.lastIndexOf('/') + 1)).toSet

  /** The rows of each state of a savepoint. */
  private def saved(checkpoint: Path): Map[String, Seq[Row]] = TempFolder.use { out =>
    val session = TwinSession.session
    val place = out.resolve("savepoint").toString
    val maker = SavepointMaker.of(checkpoint.toString, new Configuration)
    maker.write(place, Optional.empty(), session)
    val savepoint = Savepoints.read(session, place)
    maker.plan.states.asScala.map(each => each.name -> savepoint.state(each.name).collect.toSeq).toMap
  }

  private def totals(rows: Seq[Row]): Map[String, Long] =
    rows.map(row => row.getStruct(0).getString(0) -> row.getStruct(1).getLong(0)).toMap

  private def refusal(checkpoint: Path): String =
    intercept[UserError](SavepointMaker.of(checkpoint.toString, new Configuration)).getMessage

  /** Spark 4 reads it; Spark 3.5, which cannot, refuses before it begins. */
  private def onSpark4(checkpoint: Path, what: String)(check: Map[String, Seq[Row]] => Unit): Unit =
    if (isSpark3) {
      val message = refusal(checkpoint)
      assert(message.contains(s"state 0 $what, which only Spark 4 reads"), message)
    } else check(saved(checkpoint))

  /** The same where Spark reads a schema from where the query had its checkpoint. */
  private def onSpark4InPlace(checkpoint: Path, what: String)(check: Map[String, Seq[Row]] => Unit): Unit = {
    val place = Paths.get("/tmp/twinstream-words")
    if (!isSpark3) {
      val message = refusal(checkpoint)
      assert(message.contains(s"state 0 is read by a schema that Spark wrote as file:$place/"), message)
    }
    try onSpark4(Fixtures.copy(checkpoint, place.resolve("checkpoint")), what)(check)
    finally TempFolder.delete(place)
  }

  test("offset log v2: sources by number, and the state on both lines") {
    val query = read(folder("offset-log-v2"))
    assert(query.sources.asScala.map(each => (each.label, files(each))) == Seq("0" -> first, "1" -> second))
    assert(totals(saved(folder("offset-log-v2"))("stateStoreSave-0")) == counts)
  }

  test("named sources: by name") {
    val query = read(folder("named-sources"))
    val found = query.sources.asScala.map(each => (each.label, each.name.isPresent, files(each)))
    assert(found == Seq(("first", true, first), ("second", true, second)))
    assert(query.text.contains("Source first: files"), query.text)
    assert(totals(saved(folder("named-sources"))("stateStoreSave-0")) == counts)
    val plan = SavepointMaker.of(folder("named-sources").toString, new Configuration).plan
    assert(plan.sources.asScala.map(_.description.get("name")) == Seq("first", "second"))
  }

  test("named sources with offset log v1, which does not say which is which: said, and not moved") {
    val query = read(folder("names-without-log"))
    assert(query.sources.asScala.forall(_.files.isEmpty) && query.notUnderstood.size == 2)
    val message = refusal(folder("names-without-log"))
    assert(message.contains("sources/0/2 is not there, as sources have names there"), message)
  }

  test("a log of files with a gap is said, and not moved; one that was compacted is whole") {
    Fixtures.use("../queries/offset-log-v2") { copy =>
      val gap = copy.resolve("sources/0/1")
      val entries = Files.readAllLines(copy.resolve("sources/0/0")).asScala ++
        Files.readAllLines(gap).asScala.drop(1)
      Files.delete(gap)
      assert(refusal(copy).contains("the files that source 0 read: sources/0/1 is not there"))
      Files.write(copy.resolve("sources/0/1.compact"), entries.asJava)
      Files.delete(copy.resolve("sources/0/0"))
      assert(files(read(copy).sources.get(0)) == first)
    }
  }

  for (name <- Seq("file-ids", "two-lineages"))
    test(s"$name: the files that the commit log names") {
      assert(read(folder(name)).states.asScala.forall(_.hasFileIds))
      onSpark4(folder(name), "has files with ids in their names") { states =>
        assert(totals(states("stateStoreSave-0")) == counts)
      }
    }

  test("snapshots of RocksDB without ids are read on both lines") {
    assert(!read(folder("snapshots")).states.get(0).hasFileIds)
    assert(totals(saved(folder("snapshots"))("stateStoreSave-0")) == counts)
  }

  test("a file of the state that is cut off: said, with the state") {
    Fixtures.use("../queries/snapshots") { copy =>
      val file = copy.resolve("state/0/0/3.zip")
      Files.write(file, Files.readAllBytes(file).take(100))
      val message = intercept[UserError](saved(copy)).getMessage
      assert(message.startsWith("state stateStoreSave-0 in ") && message.contains("cannot be read"), message)
    }
  }

  test("rows with checksums") {
    onSpark4(folder("row-checksums"), "has a checksum in each row") { states =>
      assert(totals(states("stateStoreSave-0")) == counts)
    }
  }

  for {
    (name, refused) <- Seq(
      "transform" -> "has files with ids in their names",
      "avro" -> "is of transformWithState"
    )
  }
    test(s"$name: value, list and map of transformWithState") {
      val variables = read(folder(name)).states.get(0).variables.asScala.map(_.toString).toSet
      assert(
        variables == Set("total (ValueState)", "history (ListState)", "lengths (MapState)"),
        variables
      )
      onSpark4InPlace(folder(name), refused) { states =>
        def rows(variable: String) = states(s"transformWithStateExec-0-$variable")
        assert(rows("total").map(row => row.getString(0) -> row.getLong(1)).toMap == counts)
        assert(
          rows("history").map(row => row.getString(0) -> row.getSeq[Row](1).map(_.getLong(0)).sum).toMap ==
            counts
        )
        assert(
          rows("lengths")
            .map(row => row.getString(0) -> row.getSeq[Row](1).map(_.getStruct(0).getString(0)))
            .toMap == counts.keySet.map(word => word -> Seq(word)).toMap
        )
      }
    }

  test("a join in one store: the rows of both sides, and whether they have been matched") {
    def lines(batches: Int*) = batches.map(batch => s"a b w$batch").toSet
    onSpark4InPlace(folder("join-v3"), "is of a join in state format 3") { states =>
      val sides = Seq("left", "right").map(side =>
        states(s"symmetricHashJoin-0-$side")
          .map(_.getStruct(1))
          .map(row => row.getString(0) -> row.getBoolean(1))
          .toMap
      )
      assert(sides.map(_.keySet) == Seq(lines(0, 1, 2), lines(0, 2)))
      assert(sides.head("a b w0") && !sides.head("a b w1"))
    }
  }

  test("a join in a state format that Spark has under development is refused") {
    assert(refusal(folder("join-v4")).contains("state 0 is of a join in state format 4"))
  }
}
