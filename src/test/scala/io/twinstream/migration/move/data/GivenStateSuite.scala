package io.twinstream.migration.move.data

import io.twinstream.TempFolder
import io.twinstream.api.Jobs
import io.twinstream.error.{ExitCode, UserError}
import io.twinstream.jobs.visitsessions.Session
import io.twinstream.jobs.votetally.Ballot
import io.twinstream.savepoint.{SavedState, StateCopy}
import java.nio.file.Path
import java.util.Optional
import org.apache.spark.sql.{Encoders, Row}
import org.apache.spark.sql.types.StructType
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** State that a program kept in files, in the types of a job or as it is; a database is in
  * `SavepointDataEndToEndSuite`.
  */
class GivenStateSuite extends AnyFunSuite {
  private lazy val session = MadeSavepoint.session
  private val total = "key STRING NOT NULL, state BIGINT NOT NULL"

  private def write(
      folder: Path,
      from: String,
      keys: Seq[String] = Seq("word"),
      query: String = "",
      wanted: String = ""
  ): (StateCopy, Seq[Row]) = {
    val out = folder.resolve(s"out-${System.nanoTime}").toString
    def given(text: String) = Optional.of(text).filter((each: String) => each.nonEmpty)
    val copy = GivenState.of(session, from, given(query), keys.asJava, given(wanted)).write(out)
    (copy, SavedState.in(out, copy).rows(session).orderBy("key").collect.toSeq)
  }

  private def csv(folder: Path, text: String): String =
    TempFolder.write(folder.resolve(s"t${System.nanoTime}.csv"), text).toString

  private def refused(message: String, code: ExitCode = ExitCode.USAGE)(body: => Any): Unit = {
    val error = intercept[UserError](body)
    assert(error.exitCode == code && error.getMessage.contains(message), error.getMessage)
  }

  test("CSV, as the job wants it and as it is") {
    TempFolder.use { folder =>
      val file = csv(folder, "word,n\na,1\nb,007\n")
      val (copy, rows) = write(folder, file, wanted = total)
      assert((copy.name, copy.rows, copy.columns) == (("state", 2, "key STRING,state BIGINT")))
      assert(rows == Seq(Row("a", 1L), Row("b", 7L)))
      assert(write(folder, file)._2 == Seq(Row("a", "1"), Row("b", "007")))
      val query = "SELECT upper(word) AS w, CAST(n AS BIGINT) AS n, length(n) AS l FROM rows"
      val (typed, pairs) = write(folder, s"csv:$file", Seq("w"), query)
      assert(typed.columns.startsWith("key STRING,state STRUCT<n: BIGINT, l: INT"))
      assert(pairs == Seq(Row("A", Row(1L, 1)), Row("B", Row(7L, 3))))
      assert(
        write(folder, file, Seq("n", "word"), "SELECT *, 1 AS one FROM rows")._2 == Seq(
          Row(Row("007", "b"), 1),
          Row(Row("1", "a"), 1)
        )
      )
    }
  }

  test("JSON and Parquet, with the fields of a job's state") {
    TempFolder.use { folder =>
      val wanted = Jobs.named("visit-sessions").stateColumns.get
      val line = """{"user":"u","start":1,"end":2,"visits":3,"perMinute":[2,1]}"""
      val json = TempFolder.write(folder.resolve("s.jsonl"), line).toString
      val expected = Seq(Row("u", Row(1L, 2L, 3L, Seq(2, 1))))
      assert(write(folder, json, Seq("user"), wanted = wanted)._2 == expected)
      val parquet = folder.resolve("p").toString
      session.read.json(json).write.parquet(parquet)
      assert(write(folder, parquet, Seq("USER"), wanted = wanted)._2 == expected)
      refused("has no column 'visits': the job's state is start BIGINT, end BIGINT")(
        write(folder, parquet, Seq("user"), "SELECT user, start, `end`, perMinute FROM rows", wanted)
      )
      refused("has columns that the job does not keep, more")(
        write(folder, parquet, Seq("user"), "SELECT *, 1 AS more FROM rows", wanted)
      )
    }
  }

  test("values that do not fit are refused with their column, type and an example") {
    TempFolder.use { folder =>
      def fit(lines: String, query: String = "")(message: String): Unit =
        refused(message)(write(folder, csv(folder, s"word,n\n$lines\n"), query = query, wanted = total))
      fit("a,1\nb,3.7")(
        "column 'n' is STRING, and 1 of its values is no BIGINT, which the job's state is, such as 3.7 of key b"
      )
      fit("a,x\nb,y")("2 of its values are no BIGINT")
      fit("a,9223372036854775808")("such as 9223372036854775808 of key a")
      fit("a,")("such as NULL of key a")
      fit(",1")("column 'word' is STRING, and 1 of its values is no STRING, which the job's key is")
      fit("a,1", "SELECT word, CAST(n AS DOUBLE) + 0.5D AS n FROM rows")("such as 1.5 of key a")
      fit("a,1", "SELECT word, CAST(0 AS TIMESTAMP) AS n FROM rows")(
        "column 'n' is TIMESTAMP, and the job's state is BIGINT: convert it in the query"
      )
      fit("a,1", "SELECT word, n, n AS m FROM rows")(
        "keeps one value of type BIGINT for each key, and there are the columns n, m"
      )
      fit("a,1", "SELECT true AS word, n FROM rows")("column 'word' is BOOLEAN, and the job's key is STRING")
      val exact = csv(folder, "word,n\n1,2.0\n")
      assert(
        write(
          folder,
          exact,
          query = "SELECT CAST(word AS INT) AS word, CAST(n AS DECIMAL(38, 18)) AS n FROM rows",
          wanted = total
        )._2 ==
          Seq(Row("1", 2L))
      )
    }
  }

  test("keys that are no keys") {
    TempFolder.use { folder =>
      val file = csv(folder, "word,n\na,1\nb,2\na,3\n")
      refused("the key (word): 1 key has several rows, such as 'a'")(write(folder, file))
      refused("the key (word): 1 key has several rows, such as 'a'")(write(folder, file, wanted = total))
      refused("has no column 'w' for the key, but word, n")(write(folder, file, Seq("w")))
      refused("has no columns beside the key")(write(folder, file, Seq("word", "n")))
      refused("a row has no word, which is the key")(write(folder, csv(folder, "word,n\n,1\n")))
      refused("the key is of several columns (word, n)")(
        write(folder, file, Seq("word", "n"), "SELECT *, 1 AS one FROM rows", total)
      )
    }
  }

  test("places that are none") {
    TempFolder.use { folder =>
      refused("there is no such folder or file")(write(folder, folder.resolve("gone").toString))
      TempFolder.write(folder.resolve("totals.txt"), "word,n\n")
      refused("the names of its files do not tell their format: write what it is, csv:")(
        write(folder, folder.toString)
      )
      refused("no driver on the class path takes this URL")(write(folder, "jdbc:nothing:x?password=secret#t"))
      refused("name a table behind #, or write a query")(write(folder, "jdbc:postgresql://localhost/x"))
      refused("the table is rows (word, n)")(
        write(folder, csv(folder, "word,n\na,1\n"), query = "SELECT x FROM rows")
      )
      refused("Malformed", ExitCode.FAILED)(write(folder, csv(folder, "word,n\na,1,2\n")))
    }
  }

  test("what a job's state is said to be is what its twins take") {
    def fields(ddl: String) = StructType.fromDDL(ddl).apply("state").dataType
    for (
      (job, bean) <- Seq(
        "visit-sessions" -> Encoders.bean(classOf[Session]),
        "vote-tally" -> Encoders.bean(classOf[Ballot])
      )
    ) {
      val said = fields(Jobs.named(job).stateColumns.get).asInstanceOf[StructType]
      for (field <- said.fields)
        assert(
          bean.schema(field.name).dataType.catalogString == field.dataType.catalogString,
          s"$job: ${field.name}"
        )
    }
    assert(fields(Jobs.named("running-word-count").stateColumns.get).sql == "BIGINT")
    val silent = Jobs.all.asScala.filter(job =>
      job.isStateful && job.readsBack(job.newOptions).isZero && !job.stateColumns.isPresent
    )
    assert(silent.map(_.name) == Nil)
  }
}
