package io.twinstream.migration.move

import io.twinstream.migration.inspect.Checkpoints
import io.twinstream.recovery.Recovery
import io.twinstream.{CountingQuery, ScalaLine, TempFolder, TwinSession}
import io.twinstream.cli.Cli
import io.twinstream.error.UserError
import io.twinstream.migration.RunningWords
import io.twinstream.migration.inspect.{DStreamCheckpoint, Fixtures}
import io.twinstream.migration.scan.Compiler
import io.twinstream.api.Engine
import io.twinstream.savepoint.{OpenSavepoint, Savepoint, Savepoints, TopicPartition}
import io.twinstream.api.TopicIds
import java.nio.file.{Files, Path, Paths}
import java.util.Optional
import org.apache.hadoop.conf.Configuration
import org.apache.spark.sql.Row
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Savepoints of kept checkpoints and of runs of both engines, each against an independent count. */
class SavepointSuite extends AnyFunSuite {
  private lazy val session = TwinSession.session

  private def make(checkpoint: Path, out: Path): OpenSavepoint = {
    SavepointMaker.of(checkpoint.toString, new Configuration).write(out.toString, Optional.empty(), session)
    Savepoints.read(session, out.toString)
  }

  /** Orders of the fixtures' application per customer: record o of partition p is order 2 * o + p. */
  private def orders(offsets: Map[Int, Long]): Map[String, Long] =
    (for ((partition, until) <- offsets.toSeq; offset <- 0L until until)
      yield Seq("ann", "bob", "cid")(((2 * offset + partition) % 3).toInt))
      .groupBy(identity)
      .map { case (customer, all) => customer -> all.size.toLong }

  private def untilOffsets(savepoint: OpenSavepoint): Map[Int, Long] =
    savepoint.offsets.asScala.map { case (partition, offset) => partition.partition -> offset.toLong }.toMap

  private def totals(rows: Seq[Row]): Map[String, Long] = {
    assert(rows.map(_.getString(0)).distinct.size == rows.size)
    rows.map(row => row.getString(0) -> row.getLong(1)).toMap
  }

  for (
    (name, cut, newest) <- Seq(
      ("spark-3.3", 1795202301000L, 1795202335000L),
      ("spark-4.1", 1795202355000L, 1795202355000L)
    )
  )
    test(s"$name: state and offsets of one batch, without the application's classes") {
      Fixtures.use(name) { folder =>
        val before = Fixtures.contents(folder)
        val savepoint = make(folder, folder.resolveSibling("out"))
        val content = savepoint.content
        assert((content.version, content.engine, content.job) == ((2, "dstream", null)))
        assert((content.cut.batch, content.cut.newestBatch) == ((cut, newest)))
        assert(content.cut.behindMillis == newest - cut)
        val expected = orders(untilOffsets(savepoint))
        assert(expected.keySet == Set("ann", "bob", "cid"))
        assert(totals(savepoint.state("updateStateByKey-2").collect.toSeq) == expected)
        val visits = savepoint.state("mapWithState-8")
        assert(visits.columns.toSeq == Seq("key", "state", "updatedAt"))
        assert(totals(visits.select("key", "state.count").collect.toSeq) == expected)
        assert(
          visits.select("state.last").collect.map(_.getString(0)).toSet ==
            expected.values.map("order-" + _).toSet
        )
        assert(content.states.asScala.map(_.rows) == Seq(3, 3))
        assert(Fixtures.contents(folder) == before)
      }
    }

  test("a checkpoint of twinstream before its classes were moved is inspected and moved, and not continued") {
    Fixtures.use("before-rooms") { folder =>
      val checkpoint = folder.resolve("dstream")
      val inputs = Checkpoints.read(checkpoint.toString, new Configuration) match {
        case read: DStreamCheckpoint => read.inputs.asScala.map(_.kind)
        case other                   => fail(other.toString)
      }
      assert(inputs == Seq("files", "files"))
      val savepoint = make(checkpoint, folder.resolve("out"))
      assert(savepoint.content.job == "running-word-count")
      val counted = savepoint.state("updateStateByKey-9").select("key", "state.total").collect.toSeq
      assert(
        totals(counted) == Map("alpha" -> 36, "beta" -> 18, "gamma" -> 18, "w0" -> 3, "w4" -> 3) ++
          Seq("w1", "w2", "w3").map(_ -> 4L)
      )
      val refused = intercept[UserError](
        Recovery.check(
          Engine.DSTREAM,
          checkpoint.toString,
          java.time.Duration.ofSeconds(1),
          TwinSession.session.sparkContext.getConf,
          new Configuration
        )
      )
      val told =
        if (ScalaLine.is213) Seq("It was written by another version of Spark")
        else
          Seq(
            "io.twinstream.source.FilesSource (is not there)",
            "'twinstream savepoint' takes its state"
          )
      for (part <- told)
        assert(refused.getMessage.contains(part), refused.getMessage)
    }
  }

  test("spark-3.3: what is read again is told") {
    Fixtures.use("spark-3.3") { folder =>
      val savepoint = make(folder, folder.resolveSibling("out"))
      val kafka = savepoint.content.sources.get(0)
      assert(kafka.uncertain.asScala.map(_.until) == Seq(107, 106))
      assert(
        kafka.uncertain.asScala.map(range => range.partition -> range.from).toMap == savepoint.offsets.asScala
      )
      assert(
        savepoint.startingOffsets == s"""{"orders-spark-3.3":{"0":${kafka.offsets
            .get(0)
            .offset},"1":${kafka.offsets.get(1).offset}}}"""
      )
    }
  }

  test("a checkpoint of twinstream knows the ids of its topics, and so does its savepoint") {
    Fixtures.use("spark-3.3") { folder =>
      val topic = make(folder, folder.resolveSibling("without")).content.sources.get(0).offsets.get(0)
      val name = topic.partition.topic
      TempFolder.write(
        folder.resolve("twinstream.json"),
        s"""{"version":1,"job":"j","engine":"dstream","run":"1","topics":{"$name":"A","other":"B"}}"""
      )
      val source = make(folder, folder.resolveSibling("with")).content.sources.get(0)
      assert(TopicIds.of(source).ids.asScala == Map(name -> "A"))
      assert(!source.description.isEmpty)
    }
  }

  test("kryo: state of basic types, and of the application's own with its jar alone") {
    assume(session.version.startsWith("3."), "Kryo's form is that of Spark 3")
    Fixtures.use("spark-3.5") { folder =>
      val error = intercept[UserError](make(folder, folder.resolveSibling("out")))
      assert(error.getMessage.contains("OrdersApp$Visits: the application's jar is needed"))
      assert(!Files.exists(folder.resolveSibling("out")))
      val jar = appJar(folder.resolveSibling("classes"), folder.resolveSibling("app.jar"))
      session.sparkContext.addJar(jar.toString)
      val savepoint = make(folder, folder.resolveSibling("out"))
      val expected = orders(Map(0 -> 118L, 1 -> 118L))
      assert(untilOffsets(savepoint) == Map(0 -> 118L, 1 -> 118L))
      assert(totals(savepoint.state("updateStateByKey-2").collect.toSeq) == expected)
      assert(totals(savepoint.state("mapWithState-8").select("key", "state.count").collect.toSeq) == expected)
    }
  }

  private def appJar(classes: Path, jar: Path): Path = {
    val source = Paths.get(sys.env("TWINSTREAM_HOME"), "src/test/fixtures/checkpoints/OrdersApp.java")
    Files.createDirectories(classes)
    Compiler.compile(new String(Files.readAllBytes(source), "UTF-8"), classes)
    val out = new java.util.jar.JarOutputStream(Files.newOutputStream(jar))
    for (file <- Fixtures.below(classes)) {
      out.putNextEntry(new java.util.zip.ZipEntry(classes.relativize(file).toString))
      out.write(Files.readAllBytes(file))
    }
    out.close()
    jar
  }

  private def batches(count: Int): Seq[Seq[String]] = (1 to count).map(k => Seq(s"w${k % 7} w", "w"))

  private def count(batches: Seq[Seq[String]]): Map[String, Long] =
    batches.flatten.flatMap(_.split(" ")).groupBy(identity).map { case (word, all) =>
      word -> all.size.toLong
    }

  test("dstream: the state of the newest checkpointed batch, not of the newest batch") {
    TempFolder.use { folder =>
      val checkpoint = folder.resolve("checkpoint")
      RunningWords.run(Engine.DSTREAM, batches(25), checkpoint)
      val before = Fixtures.contents(checkpoint)
      val savepoint = make(checkpoint, folder.resolve("out"))
      assert(savepoint.content.job == "running-word-count")
      assert((savepoint.content.cut.batch, savepoint.content.cut.newestBatch) == ((20000L, 25000L)))
      assert(totals(savepoint.state.select("key", "state.total").collect.toSeq) == count(batches(20)))
      assert(savepoint.windowStartMillis(10000, 3000) == 2000)
      assert(Fixtures.contents(checkpoint) == before)
    }
  }

  test("structured: the state of the newest committed micro-batch") {
    TempFolder.use { folder =>
      val checkpoint = folder.resolve("checkpoint")
      RunningWords.run(Engine.STRUCTURED, batches(5), checkpoint)
      // Begun and not committed: its version of the state is there, and is not the one to take.
      Files.delete(checkpoint.resolve("commits/4"))
      Files.deleteIfExists(checkpoint.resolve("commits/.4.crc"))
      val before = Fixtures.contents(checkpoint)
      val savepoint = make(checkpoint, folder.resolve("out"))
      assert((savepoint.content.cut.batch, savepoint.content.cut.newestBatch) == ((3L, 4L)))
      assert(totals(savepoint.state.collect.toSeq) == count(batches(4)))
      assert(Fixtures.contents(checkpoint) == before)
    }
  }

  for (provider <- Seq("HDFSBackedStateStoreProvider", "RocksDBStateStoreProvider"))
    test(s"structured: an aggregation in $provider, and the files that were read") {
      TempFolder.use { folder =>
        val in = Files.createDirectory(folder.resolve("in"))
        val own = session.newSession()
        own.conf.set(
          "spark.sql.streaming.stateStore.providerClass",
          s"org.apache.spark.sql.execution.streaming.state.$provider"
        )
        own.conf.set("spark.sql.shuffle.partitions", "2")
        TempFolder.write(in.resolve("a"), "x\ny\nx\n")
        CountingQuery.run(own, in, folder.resolve("checkpoint"))
        val before = Fixtures.contents(folder.resolve("checkpoint"))
        val savepoint = make(folder.resolve("checkpoint"), folder.resolve("out"))
        assert(savepoint.content.sources.get(0).files.asScala.map(_.split('/').last) == Set("a"))
        val rows = savepoint.state.select("key", "state.count").collect.toSeq
        assert(totals(rows) == Map("x" -> 2, "y" -> 1))
        assert(Fixtures.contents(folder.resolve("checkpoint")) == before)
      }
    }

  test("state that has other types behind its first rows") {
    Fixtures.use("spark-4.1") { folder =>
      val conf = session.sparkContext.getConf
      val place = Files.createDirectory(folder.resolveSibling("rdd"))
      val states = Seq.fill(2000)(None) ++ Seq.fill(2000)(Some(1)) ++ Seq.fill(2000)(Some(5000000000L))
      val out = new org.apache.spark.serializer.JavaSerializer(conf).newInstance
        .serializeStream(Files.newOutputStream(place.resolve("part-00000")))
      states.zipWithIndex.foreach { case (state, key) => out.writeObject((s"k$key", state)) }
      out.close()
      val checkpoint = SavepointMaker.of(folder.toString, new Configuration).plan.checkpoint
      val copy = new StateCopier(session).copy(
        checkpoint.asInstanceOf[DStreamCheckpoint],
        new Plan.State("s", "updateStateByKey", place.toString, 1),
        folder.resolveSibling("copy").toString
      )
      assert((copy.rows, copy.columns) == ((6000, "key STRING,state BIGINT")))
      val sum = session.read.parquet(folder.resolveSibling("copy").toString).selectExpr("sum(state)")
      assert(sum.first.getLong(0) == 2000 + 2000 * 5000000000L)
    }
  }

  test("--dry-run says the cut and why, and writes nothing") {
    Fixtures.use("spark-3.3") { folder =>
      val before = Fixtures.contents(folder.getParent)
      val (exit, text) = Cli.run("savepoint", folder.toString, "--dry-run")
      assert(exit == 0)
      assert(text.startsWith("cut at batch 1795202301000, 34,000 ms before the newest, 1795202335000\n"))
      assert(text.contains("is the newest batch whose state is there for updateStateByKey-2, mapWithState-8"))
      assert(text.contains("uncertain ["))
      assert(Fixtures.contents(folder.getParent) == before)
    }
  }

  test("what cannot be cut together is refused") {
    Fixtures.use("spark-4.1") { folder =>
      def refused = intercept[UserError](SavepointMaker.of(folder.toString, new Configuration)).getMessage
      // mapWithState has the state of one batch only, updateStateByKey of the other.
      delete(folder, "rdd-94")
      delete(folder, "rdd-120")
      assert(
        refused.contains(
          "of all of updateStateByKey-2 (at 2026-11-20T19:19:15Z), mapWithState-8 (at 2026-11-20T19:19:13Z): take"
        )
      )
      delete(folder, "rdd-118")
      assert(refused.contains("the state of updateStateByKey-2 is not whole at any batch"))
    }
  }

  private def delete(folder: Path, rdd: String): Unit = {
    val files = Fixtures.below(folder).filter(_.toString.contains(s"/$rdd/"))
    files.foreach(Files.delete)
    Files.delete(files.head.getParent)
  }

  test("damaged state is told, and nothing is left") {
    Fixtures.use("spark-4.1") { folder =>
      val part = Fixtures.below(folder).find(_.toString.contains("/rdd-118/part-00001")).get
      Files.write(part, Files.readAllBytes(part).dropRight(9))
      val error = intercept[UserError](make(folder, folder.resolveSibling("out")))
      assert(
        error.getMessage.startsWith("state updateStateByKey-2 in ") && error.getMessage.endsWith(
          "Truncated source"
        )
      )
      assert(Files.list(folder.getParent).iterator.asScala.map(_.getFileName.toString).toSeq == Seq("moved"))
    }
  }

  test("bad command lines") {
    Fixtures.use("spark-4.1") { folder =>
      val bad = Seq(
        (Seq(folder.toString), 2, "write --out DIR, or --dry-run"),
        (Seq(folder.toString, "--out", folder.toString), 2, "there is something already"),
        (Seq(folder.toString, "--dry-run", "--job", "fly"), 2, "unknown job 'fly'"),
        (Seq(folder.toString, "--dry-run", "--app-jar", "/no.jar"), 2, "there is no such file"),
        (Seq("/no/such/folder", "--dry-run"), 2, "there is no such folder")
      )
      for ((args, code, message) <- bad) {
        val (exit, text) = Cli.run("savepoint" +: args: _*)
        assert(exit == code && text.contains(message), args)
      }
    }
  }

  test("an application that writes is running") {
    Fixtures.use("spark-4.1") { folder =>
      val newest = folder.resolve("checkpoint-1795202355000")
      Files.setLastModifiedTime(newest, java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis))
      val maker = SavepointMaker.of(folder.toString, new Configuration)
      var waits = Seq.empty[String]
      val error = intercept[UserError](maker.checkNotRunning { text =>
        waits :+= text
        Files.copy(newest, folder.resolve("checkpoint-1795202356000"))
        ()
      })
      assert(error.getMessage.contains("its application is running") && waits.size == 1)
      Files.setLastModifiedTime(
        folder.resolve("checkpoint-1795202356000"),
        java.nio.file.attribute.FileTime.fromMillis(0)
      )
      Fixtures
        .below(folder)
        .foreach(Files.setLastModifiedTime(_, java.nio.file.attribute.FileTime.fromMillis(0)))
      SavepointMaker.of(folder.toString, new Configuration).checkNotRunning(text => fail(text))
    }
  }

  test("a savepoint of version 1, whose times have no unit in their names, is read") {
    ScalaLine.assumeKryoOf212()
    Fixtures.use("spark-3.5") { folder =>
      val out = folder.resolveSibling("out")
      val content = make(folder, out).content
      assert(content.zeroTimeMillis > 0 && content.windowsWrittenMillis > 0 && content.madeAtMillis > 0)
      val json = out.resolve(Savepoint.FILE)
      Files.delete(out.resolve(s".${Savepoint.FILE}.crc"))
      val first = new String(Files.readAllBytes(json), "UTF-8")
        .replace("\"version\" : 2", "\"version\" : 1")
        .replaceAll("(zeroTime|windowsWritten|madeAt|filesBefore)Millis", "$1")
      Files.write(json, first.getBytes("UTF-8"))
      val again = Savepoints.read(session, out.toString).content
      assert(again.version == 1 && first.contains("\"zeroTime\"") && first.contains("\"filesBefore\""))
      assert(
        new Savepoint(
          content.version,
          again.job,
          again.engine,
          again.sparkVersion,
          again.checkpoint,
          again.madeAtMillis,
          again.batchIntervalMillis,
          again.zeroTimeMillis,
          again.windowsWrittenMillis,
          again.cut,
          again.sources,
          again.states
        ) == content
      )
    }
  }

  test("a savepoint of another version, and one that is not whole, are refused") {
    Fixtures.use("spark-4.1") { folder =>
      val out = folder.resolveSibling("out")
      val savepoint = make(folder, out)
      val parquet = Fixtures.below(out).filter(_.toString.matches(".*updateStateByKey-2/part.*parquet"))
      Files.delete(parquet.head)
      assert(
        intercept[UserError](savepoint.state("updateStateByKey-2")).getMessage.contains("it is not whole")
      )
      assert(intercept[UserError](savepoint.state).getMessage.contains("holds the state of 2 operators"))
      val json = out.resolve(Savepoint.FILE)
      Files.delete(out.resolve(s".${Savepoint.FILE}.crc"))
      Files.write(
        json,
        new String(Files.readAllBytes(json), "UTF-8")
          .replace("\"version\" : 2", "\"version\" : 3")
          .getBytes("UTF-8")
      )
      assert(
        intercept[UserError](Savepoints.read(session, out.toString)).getMessage.contains("is of version 3")
      )
    }
  }
}
