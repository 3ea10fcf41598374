package io.twinstream.migration.move

import io.twinstream.{CountingQuery, TempFolder, TwinSession}
import io.twinstream.error.UserError
import io.twinstream.migration.inspect.{Checkpoints, DStreamCheckpoint, Fixtures}
import io.twinstream.savepoint.{OpenSavepoint, Savepoints}
import java.nio.file.{Files, Path}
import java.util.Optional
import org.apache.hadoop.conf.Configuration
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Checkpoints of which a part was lost, as by a copy that was broken off: never fewer keys without a word.
  */
class HolesSuite extends AnyFunSuite {
  private lazy val session = TwinSession.session

  private def maker(checkpoint: Path) = SavepointMaker.of(checkpoint.toString, new Configuration)

  private def refused(checkpoint: Path): String = intercept[UserError](maker(checkpoint)).getMessage

  private def make(checkpoint: Path): OpenSavepoint = {
    val out = checkpoint.resolveSibling("out")
    maker(checkpoint).write(out.toString, Optional.empty(), session)
    Savepoints.read(session, out.toString)
  }

  private def totals(savepoint: OpenSavepoint, state: String, columns: String*): Map[String, Long] =
    savepoint
      .state(state)
      .select("key", columns: _*)
      .collect
      .map(row => row.getString(0) -> row.getLong(1))
      .toMap

  private def remove(folder: Path, places: String*): Unit =
    for (place <- places) {
      val found = Fixtures.below(folder).filter(_.toString.endsWith("/" + place))
      assert(found.nonEmpty, place)
      found.foreach(Files.delete)
    }

  test("a part is gone: the batch before, which is whole") {
    Fixtures.use("spark-4.1") { whole =>
      val orders = maker(whole).plan.sources.get(0).offsets.asScala.map(_.offset).sum
      for (rdd <- Seq("rdd-118", "rdd-120"); part <- Seq("part-00000", "part-00001")) {
        val folder = Fixtures.copy(whole, whole.resolveSibling(s"$rdd-$part"))
        remove(folder, s"$rdd/$part")
        val plan = maker(folder).plan
        val cut = plan.cut
        assert((cut.batch, cut.newestBatch, cut.behindMillis) == ((1795202353000L, 1795202355000L, 2000L)))
        val told = s"in 1 of 2 files, without $part"
        assert(cut.warnings.asScala.exists(each => each.contains("NOT WHOLE: ") && each.contains(told)))
        assert(plan.sources.get(0).offsets.asScala.map(_.offset).sum < orders)
        assert(plan.states.asScala.map(_.place.split('/').last) == Seq("rdd-94", "rdd-96"))
      }
      // As many orders as offsets, at the earlier batch.
      val savepoint = make(whole.resolveSibling("rdd-118-part-00001"))
      val earlier = savepoint.offsets.values.asScala.map(_.toLong).sum
      assert(totals(savepoint, "updateStateByKey-2", "state").values.sum == earlier)
      assert(totals(savepoint, "mapWithState-8", "state.count").values.sum == earlier)
    }
  }

  test("no batch is whole: refused, with what is there") {
    Fixtures.use("spark-4.1") { folder =>
      remove(folder, "rdd-118/part-00001", "rdd-94/part-00000")
      val message = refused(folder)
      assert(message.contains("the state of updateStateByKey-2 is not whole at any batch"))
      assert(message.contains("in 1 of 2 files, without part-00000"))
      assert(message.contains("in 1 of 2 files, without part-00001"))
    }
  }

  test("inspect shows the hole") {
    Fixtures.use("spark-4.1") { folder =>
      remove(folder, "rdd-118/part-00001")
      val checkpoint = Checkpoints.read(folder.toString, new Configuration)
      assert(checkpoint.text.contains("NOT WHOLE: "))
      val json = new com.fasterxml.jackson.databind.ObjectMapper().readTree(checkpoint.json)
      val newest = json.get("states").get(0).get("checkpoints").get(1)
      assert(json.get("states").get(0).get("partitions").asInt == 2)
      assert(!newest.get("whole").asBoolean && newest.get("partitions").asInt == 1)
      assert(newest.get("missing").toString == "[1]")
    }
  }

  test("a part that goes between the plan and the copy is noticed") {
    Fixtures.use("spark-4.1") { folder =>
      val planned = maker(folder)
      remove(folder, "rdd-118/part-00001")
      val error = intercept[UserError](
        planned.write(folder.resolveSibling("out").toString, Optional.empty(), session)
      )
      assert(error.getMessage.contains("it has 1 of the 2 parts that it had a moment ago"))
    }
  }

  private def counted(folder: Path, partitions: Int): Path = {
    val in = Files.createDirectory(folder.resolve("in"))
    val own = session.newSession()
    own.conf.set("spark.sql.shuffle.partitions", partitions.toString)
    TempFolder.write(in.resolve("a"), "x\ny\nx\n")
    CountingQuery.run(own, in, folder.resolve("checkpoint"))
    folder.resolve("checkpoint")
  }

  test("a query without one of its partitions") {
    TempFolder.use { folder =>
      val whole = counted(folder, 3)
      for (partition <- 0 to 2) {
        val checkpoint = Fixtures.copy(whole, folder.resolve(s"without-$partition"))
        TempFolder.delete(checkpoint.resolve(s"state/0/$partition"))
        assert(
          refused(checkpoint).contains(
            s"state 0 is not whole: it has 2 of 3 partitions, without [$partition]"
          )
        )
        val text = Checkpoints.read(checkpoint.toString, new Configuration).text
        assert(text.contains(s"NOT WHOLE: 2 of 3 partitions, without [$partition]"))
      }
    }
  }

  test("a query without the newest version of a partition") {
    TempFolder.use { folder =>
      val checkpoint = counted(folder, 2)
      remove(checkpoint, "state/0/1/1.delta")
      assert(refused(checkpoint).contains("state 0 is not whole: a partition of it has no version 1"))
    }
  }

  test("a query that groups by nothing has one partition, whatever was set") {
    TempFolder.use { folder =>
      val in = Files.createDirectory(folder.resolve("in"))
      TempFolder.write(in.resolve("a"), "x\ny\nx\n")
      val checkpoint = folder.resolve("checkpoint")
      val query = session.readStream
        .text(in.toString)
        .groupBy()
        .count()
        .writeStream
        .outputMode("complete")
        .format("noop")
        .option("checkpointLocation", checkpoint.toString)
        .start()
      try query.processAllAvailable()
      finally query.stop()
      assert(session.conf.get("spark.sql.shuffle.partitions").toInt > 1)
      assert(make(checkpoint).state.select("state.count").first.getLong(0) == 3)
    }
  }

  private def pending(checkpoint: Path, batches: Long*): DStreamCheckpoint = {
    val read = Checkpoints.read(checkpoint.toString, new Configuration).asInstanceOf[DStreamCheckpoint]
    Changed.of(read, "pending", batches.map(Long.box).asJava)
  }

  test("a batch that failed before the newest state: the cut is before it, where there is a state") {
    Fixtures.use("spark-4.1") { folder =>
      for (failed <- Seq(1795202354000L, 1795202355000L)) {
        val plan = DStreamPlan.of(pending(folder, failed), new Configuration)
        assert(plan.cut.batch == 1795202353000L)
        assert(!plan.cut.warnings.asScala.exists(_.contains("not completed")))
        assert(plan.cut.reasons.get(0).contains(s"of those before batch $failed"))
        assert(plan.states.asScala.forall(state => Seq("rdd-94", "rdd-96").exists(state.place.endsWith)))
        // What the new run reads again holds the records of the failed batch.
        assert(plan.sources.get(0).uncertain.size == 2)
      }
    }
  }

  test("a batch that failed before every state is told") {
    Fixtures.use("spark-4.1") { folder =>
      val cut = DStreamPlan.of(pending(folder, 1795202352000L, 1795202354000L), new Configuration).cut
      assert(cut.batch == 1795202355000L)
      val told = cut.warnings.asScala.find(_.startsWith("2 batches were not completed before the cut"))
      assert(
        told.exists(_.contains("batch 1795202352000 (")) && told.exists(_.contains("batch 1795202354000 ("))
      )
    }
  }
}
