package io.twinstream.savepoint

import io.twinstream.{LongRun, TempFolder, TwinSession}
import io.twinstream.migration.move.{FailingFileSystem, Fault}
import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.functions.sum
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite
import scala.util.Try

/** A query that begins with a savepoint, whose checkpoint's file system fails at one call, or is gone from
  * then on; then it is started again.
  */
class SeedFaultsSuite extends AnyFunSuite with BeforeAndAfterAll {
  private val settings =
    Map("fs.failing.impl" -> classOf[FailingFileSystem].getName, "fs.failing.impl.disable.cache" -> "true")
  private def hadoop = TwinSession.session.sparkContext.hadoopConfiguration

  override def beforeAll(): Unit = settings.foreach { case (key, value) => hadoop.set(key, value) }

  override def afterAll(): Unit = settings.keys.foreach(hadoop.unset(_))

  private def counts(ground: SeedGround): DataFrame = ground
    .open("s")
    .seed()
    .selectExpr("key", "state AS count")
    .union(ground.lines.selectExpr("value", "1L"))
    .groupBy("key")
    .agg(sum("count"))

  /** Runs two micro-batches, of which one fails, and again; says whether it failed, and in the first. */
  private def fail(fault: Fault): (Boolean, Boolean) = TempFolder.use { folder =>
    val ground = new SeedGround(folder, "failing:")
    ground.savepoint(
      "s",
      "updateStateByKey-2" -> "SELECT * FROM VALUES ('a', 3L), ('b', 1L) AS t(key, state)"
    )
    ground.add("a")
    ground.add("b", "c")
    Fault.begin(fault)
    val first = Try(ground.run(counts(ground)))
    Fault.end()
    val wasFirst = ground.committed == 0
    ground.run(counts(ground))
    ground.add("a")
    ground.run(counts(ground))
    val totals = ground.written.map { case (_, row) => row.getString(0) -> row.getLong(1) }.toMap
    assert(totals == Map("a" -> 5, "b" -> 2, "c" -> 1), fault)
    (first.isFailure, wasFirst)
  }

  test("some calls fail") {
    val failed =
      for ((at, how) <- Seq((8, "killed"), (14, "before"), (20, "killed"), (30, "killed"), (45, "killed")))
        yield fail(Fault(at, how))
    info(s"${failed.count(_._1)} failed, ${failed.count(_._2)} in the first micro-batch")
    assert(failed.count(_._2) > 1)
  }

  test("every call fails once", LongRun) {
    var (all, inFirst) = (0, 0)
    for (how <- Seq("before", "after", "half", "killed")) {
      var at = 1
      var isFailing = true
      while (isFailing || at < 20) {
        val (isFailed, wasFirst) = fail(Fault(at, how))
        isFailing = isFailed
        all += (if (isFailed) 1 else 0)
        inFirst += (if (wasFirst) 1 else 0)
        at += 1
      }
    }
    info(s"$all failures, $inFirst in the first micro-batch")
    assert(inFirst > 20)
  }
}
