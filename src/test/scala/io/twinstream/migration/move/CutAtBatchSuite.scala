package io.twinstream.migration.move

import io.twinstream.TwinSession
import io.twinstream.cli.Cli
import io.twinstream.error.{ExitCode, UserError}
import io.twinstream.migration.inspect.Fixtures
import io.twinstream.savepoint.Savepoints
import java.util.{Optional, OptionalLong}
import org.apache.hadoop.conf.Configuration
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** A savepoint at an older batch, on purpose. */
class CutAtBatchSuite extends AnyFunSuite {
  private val older = 1795202353000L
  private val newest = 1795202355000L

  test("state and offsets of an older batch whose state is still there") {
    Fixtures.use("spark-4.1") { folder =>
      def made(batch: Long) = {
        val out = folder.resolveSibling(s"at-$batch").toString
        SavepointMaker
          .of(folder.toString, OptionalLong.of(batch), new Configuration, StateChoice.ALL)
          .write(out, Optional.empty(), TwinSession.session)
        val read = Savepoints.read(TwinSession.session, out)
        assert(read.content.cut.batch == batch && read.content.cut.newestBatch == newest)
        val totals = read.state("updateStateByKey-2").selectExpr("sum(state)").first.getLong(0)
        // Every record is counted once, in the total of its customer.
        assert(totals == read.offsets.asScala.values.map(_.toLong).sum)
        totals
      }
      assert(made(older) < made(newest))
    }
  }

  test("by its time, or by its number, on the command line; what can be cut is named else") {
    Fixtures.use("spark-4.1") { folder =>
      for (at <- Seq(older.toString, "2026-11-20T19:19:13Z", "2026-11-20T20:19:13+01:00")) {
        val (exit, text) = Cli.run("savepoint", folder.toString, "--at", at, "--dry-run")
        assert(exit == 0 && text.startsWith(s"cut at batch $older, 2,000 ms before the newest"), text)
        assert(text.contains(s"because batch $older (2026-11-20T19:19:13Z) was asked for"), text)
      }
      val (exit, text) = Cli.run("savepoint", folder.toString, "--at", "1795202354000", "--dry-run")
      assert(
        exit == 2 && text.contains(s"it can be cut at batch $older (2026-11-20T19:19:13Z), batch $newest"),
        text
      )
      val (_, none) = Cli.run("savepoint", folder.toString, "--at", "yesterday", "--dry-run")
      assert(none.contains("--at yesterday: is no time"), none)
    }
  }

  test("a batch of a damaged state is not among them") {
    Fixtures.use("spark-4.1") { folder =>
      Fixtures.below(folder).filter(_.toString.contains("/rdd-94/")).foreach(java.nio.file.Files.delete)
      val error = intercept[UserError](
        SavepointMaker.of(folder.toString, OptionalLong.of(older), new Configuration, StateChoice.ALL)
      )
      assert(error.exitCode == ExitCode.USAGE && error.getMessage.contains(s"it can be cut at batch $newest"))
    }
  }
}
