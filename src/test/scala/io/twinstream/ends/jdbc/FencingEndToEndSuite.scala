package io.twinstream.ends.jdbc

import io.twinstream.ends.OpenSinks
import io.twinstream.jobs.runningwordcount.RunningWordCountJob
import io.twinstream.jobs.wordcount.WordCountJob
import io.twinstream.api.BatchRows
import io.twinstream.api.RowFormat
import io.twinstream.api.Sink
import io.twinstream.{EndToEnd, TempFolder}
import io.twinstream.endtoend.Postgres
import io.twinstream.error.UserError
import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.api.Job
import io.twinstream.ends.kafka.KafkaClientSettings
import java.util.concurrent.{CompletableFuture, TimeUnit}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Drivers of one run, and the table that they write: a real PostgreSQL. */
@EndToEnd
class FencingEndToEndSuite extends AnyFunSuite {

  private def sink(postgres: Postgres, table: String, job: Job[CountedWord]): Sink[CountedWord] = {
    val made = OpenSinks.parse(
      s"${postgres.url}#$table",
      new RowFormat(job.keyColumns, job.valueColumns),
      "run1",
      classOf[CountedWord],
      !job.isStateful,
      KafkaClientSettings.NONE
    )
    made.check()
    made
  }

  private def rows(of: (String, Long)*): BatchRows[CountedWord] =
    BatchRows.of(of.map { case (word, count) => new CountedWord(word, count) }.asJava)

  private def withPostgres(body: Postgres => Unit): Unit =
    TempFolder.use(folder => Postgres.use(folder)(body))

  for (job <- Seq(WordCountJob.JOB, RunningWordCountJob.JOB)) {
    test(s"${job.name}: of two drivers of a run the one that started last writes, the other is refused") {
      withPostgres { postgres =>
        def written = postgres.query("SELECT word, count FROM words ORDER BY word, count")
        val first = sink(postgres, "words", job)
        first.takeOver(1, "the first")
        first.write(rows("a" -> 1L), 1000)
        val second = sink(postgres, "words", job)
        second.takeOver(2, "the second")
        second.write(rows("a" -> 2L), 2000)
        val before = written
        val refused = intercept[UserError](first.write(rows("a" -> 9L, "b" -> 9L), 2000))
        assert(
          refused.getMessage ==
            "table words: another driver has taken run run1 over (the second), and writes on: batch 2000 was not written by this one"
        )
        assert(written == before)
        val known = postgres.query("SELECT sink_table, run, epoch, batch FROM twinstream_writers")
        assert(known == Seq(Seq("words", "run1", "2", "2000")))
      }
    }
  }

  test("many drivers of many runs start at once in a database without tables") {
    withPostgres { postgres =>
      val starts = (1 to 12).map(n =>
        CompletableFuture.runAsync(() =>
          sink(postgres, s"words${n % 3}", WordCountJob.JOB).takeOver(1, s"driver $n")
        )
      )
      CompletableFuture.allOf(starts: _*).get(60, TimeUnit.SECONDS)
      assert(postgres.query("SELECT count(*) FROM twinstream_writers") == Seq(Seq("3")))
    }
  }

  test("a checkpoint directory that was put back from a copy counts its epochs anew") {
    withPostgres { postgres =>
      sink(postgres, "words", WordCountJob.JOB).takeOver(7, "before")
      val again = sink(postgres, "words", WordCountJob.JOB)
      again.takeOver(3, "after")
      again.write(rows("a" -> 1L), 1000)
      assert(postgres.query("SELECT epoch FROM twinstream_writers") == Seq(Seq("8")))
    }
  }

  test("a batch that is run again with fewer records leaves none of its earlier rows") {
    withPostgres { postgres =>
      val words = sink(postgres, "words", WordCountJob.JOB)
      words.write(rows("a" -> 1L, "b" -> 1L), 1000)
      words.write(rows("a" -> 1L), 1000) // b is in the next one now
      words.write(rows("b" -> 1L), 2000)
      val counted = postgres.query("SELECT word, sum(count) FROM words GROUP BY word ORDER BY word")
      assert(counted == Seq(Seq("a", "1"), Seq("b", "1")))
    }
  }

  test("a driver that waits for a server that is away ends when it is told to give up") {
    withPostgres { postgres =>
      val words = sink(postgres, "words", WordCountJob.JOB)
      words.write(rows("a" -> 1L), 1000)
      postgres.stop()
      try {
        val writing = CompletableFuture.runAsync(() => words.write(rows("b" -> 1L), 2000))
        intercept[java.util.concurrent.TimeoutException](writing.get(1, TimeUnit.SECONDS))
        words.giveUp()
        val failed = intercept[java.util.concurrent.ExecutionException](writing.get(15, TimeUnit.SECONDS))
        assert(failed.getCause.isInstanceOf[UserError], failed)
      } finally postgres.startAgain()
    }
  }
}
