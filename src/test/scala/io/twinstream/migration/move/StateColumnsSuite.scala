package io.twinstream.migration.move

import io.twinstream.{TempFolder, TwinSession}
import io.twinstream.migration.inspect.{Checkpoints, DStreamCheckpoint, Fixtures}
import java.nio.file.Files
import org.apache.hadoop.conf.Configuration
import org.apache.spark.serializer.JavaSerializer
import org.apache.spark.sql.DataFrame
import org.scalatest.funsuite.AnyFunSuite

/** State whose values no single simple column holds: in the copy none is lost, and no two become alike. */
class StateColumnsSuite extends AnyFunSuite {
  private lazy val session = TwinSession.session

  private lazy val checkpoint = Fixtures.use("spark-4.1") { folder =>
    Checkpoints.read(folder.toString, new Configuration).asInstanceOf[DStreamCheckpoint]
  }

  /** The copy of a state RDD of one part, whose keys are the states' numbers. */
  private def copied(states: Seq[Any])(check: DataFrame => Unit): Unit = TempFolder.use { folder =>
    val place = Files.createDirectory(folder.resolve("rdd"))
    val out = new JavaSerializer(session.sparkContext.getConf).newInstance
      .serializeStream(Files.newOutputStream(place.resolve("part-00000")))
    states.zipWithIndex.foreach { case (state, key) => out.writeObject((key, state)) }
    out.close()
    val copy = new StateCopier(session).copy(
      checkpoint,
      new Plan.State("s", "updateStateByKey", place.toString, 1),
      folder.resolve("copy").toString
    )
    assert(copy.rows == states.size)
    check(session.read.schema(copy.columns).parquet(folder.resolve("copy").toString).orderBy("key"))
  }

  private def rows(frame: DataFrame, columns: String*): Seq[String] =
    frame.selectExpr(columns: _*).collect.map(_.mkString(" ")).toSeq

  private val first = Seq.fill(1500)(Job(0, Waiting(None)))

  test("cases of a sealed trait keep their class") {
    val phases = Seq[Phase](Idle, Waiting(None), Running(None), Running(Some(5)))
    copied(phases.map(Job(1, _))) { copy =>
      assert(
        rows(copy, "state.phase._class", "state.phase.since").map(_.replaceAll("^.*\\.", "")) ==
          Seq("Idle$ null", "Waiting null", "Running null", "Running 5")
      )
    }
    copied(phases)(copy => assert(rows(copy, "state").distinct.size == phases.size))
  }

  test("a case that comes late keeps its class too") {
    copied(first :+ Job(1, Running(None))) { copy =>
      assert(rows(copy.where("state.phase._class LIKE '%Running'"), "state.number") == Seq("1"))
      assert(copy.where("state.phase._class LIKE '%Waiting'").count == 1500)
    }
  }

  test("objects without fields are their class") {
    copied(Seq(Job(1, Idle), Job(2, Done), Job(3, null))) { copy =>
      val names = Seq(Idle, Done).map(_.getClass.getName) :+ "null"
      assert(copy.schema.toDDL.contains("phase: STRING"))
      assert(rows(copy, "state.phase") == names)
    }
  }

  test("one class alone has no column for it") {
    copied(first)(copy =>
      assert(copy.schema("state").dataType.sql == "STRUCT<number: INT, phase: STRUCT<since: STRING>>")
    )
  }

  test("classes in a list, and two that have the same fields") {
    copied(Seq[Any](List(Left(1), Right(1)), List(Right(1)))) { copy =>
      assert(
        rows(copy, "transform(state, e -> e._class)", "transform(state, e -> e.value)").map(
          _.replaceAll("ArraySeq|WrappedArray|scala\\.util\\.", "")
        ) == Seq("(Left, Right) (1, 1)", "(Right) (1)")
      )
    }
  }

  private def decimal(text: String) = new java.math.BigDecimal(text)

  private val third = decimal(1).divide(decimal(3), java.math.MathContext.DECIMAL128)

  private def decimal(number: Int) = new java.math.BigDecimal(number)

  for (
    (name, decimals) <- Seq(
      "an average of 34 digits beside a sum" -> Seq(third, decimal("123456.78")),
      "integers of 40 digits" -> Seq(BigInt("1" * 40).bigInteger, BigInt("-" + "9" * 40).bigInteger),
      "more digits behind the point than there are" -> Seq(decimal("1E-45"), decimal("0.1")),
      "large powers" -> Seq(decimal("1E+100"), decimal("1")),
      "one that comes late" -> (Seq.fill(1500)(decimal("1.5")) :+ decimal("1" * 38))
    )
  )
    test(s"decimals that one column cannot hold are text: $name") {
      copied(decimals) { copy =>
        assert(copy.schema("state").dataType.sql == "STRING")
        val read = rows(copy, "state").map(text => decimal(text))
        assert(read == decimals.map(value => decimal(value.toString)))
      }
    }

  test("decimals that one column can hold are decimals") {
    copied(Seq(decimal("1.50"), decimal("9" * 36), null, decimal("-1E+3"))) { copy =>
      assert(copy.schema("state").dataType.sql == "DECIMAL(38,2)")
      assert(rows(copy, "state") == Seq("1.50", "9" * 36 + ".00", "null", "-1000.00"))
    }
    copied(Seq.fill(1500)(decimal("1.50")) :+ decimal("9" * 36)) { copy =>
      assert(copy.where("state IS NULL").isEmpty)
    }
  }

  test("dates") {
    copied(Seq(java.time.LocalDate.of(2026, 1, 4))) { copy =>
      assert(rows(copy, "state") == Seq("2026-01-04"))
    }
  }
}
