package io.twinstream.migration.move

import io.twinstream.{TempFolder, TwinSession}
import io.twinstream.cli.Cli
import io.twinstream.ends.OpenSources
import io.twinstream.error.UserError
import io.twinstream.internals.VirtualClock
import io.twinstream.migration.inspect.{Checkpoints, DStreamCheckpoint, FieldChoice, Objects}
import io.twinstream.savepoint.{OpenSavepoint, Savepoints}
import java.nio.file.attribute.FileTime
import java.nio.file.{Files, Path}
import java.util.Optional
import java.util.concurrent.{CountDownLatch, TimeUnit}
import org.apache.hadoop.conf.Configuration
import org.apache.spark.api.java.JavaSparkContext
import org.apache.spark.streaming.api.java.JavaStreamingContext
import org.apache.spark.streaming.dstream.DStream
import org.apache.spark.streaming.scheduler.{StreamingListener, StreamingListenerBatchCompleted}
import org.apache.spark.streaming.{Durations, Seconds, State, StateSpec, StreamingContext}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** All types of state in one value: tuples of tuples. */
object AllTypes {
  def value: AnyRef = tuple(StateTypes.all.map(_.value).grouped(22).map(tuple).toSeq)

  private def tuple(values: Seq[AnyRef]): AnyRef =
    Class
      .forName(s"scala.Tuple${values.size}")
      .getConstructors
      .head
      .newInstance(values: _*)
      .asInstanceOf[AnyRef]
}

final case class Reading(sum: Long, thread: WritesItself)

/** What applications that are not ours keep and how they stop: in virtual time, read from files. */
class ForeignStateSuite extends AnyFunSuite {
  private lazy val session = TwinSession.session
  private val hadoop = new Configuration

  /** Runs batches of a second, with one file for each, which has the key "k" and the batch's number; returns
    * the checkpoint.
    */
  private def run(folder: Path, batches: Int)(build: (StreamingContext, DStream[String]) => Unit): Path = {
    val in = Files.createDirectories(folder.resolve("in"))
    val checkpoint = folder.resolve("checkpoint")
    val spark = JavaSparkContext.fromSparkContext(session.sparkContext)
    val context = new JavaStreamingContext(spark, Durations.seconds(1))
    try {
      val done = new CountDownLatch(batches)
      context.checkpoint(checkpoint.toString)
      build(context.ssc, OpenSources.files(in.toString).dstream(context).dstream)
      context.addStreamingListener(new StreamingListener {
        override def onBatchCompleted(batch: StreamingListenerBatchCompleted): Unit = done.countDown()
      })
      context.start()
      for (batch <- 1 to batches) {
        val file = TempFolder.write(in.resolve(s"f$batch"), s"k $batch\n")
        Files.setLastModifiedTime(file, FileTime.fromMillis(batch * 1000 - 500))
        VirtualClock.of(context).advance(TwinSession.interval)
      }
      assert(done.await(120, TimeUnit.SECONDS))
    } finally context.stop(false, false)
    checkpoint
  }

  private def pairs(lines: DStream[String]): DStream[(String, Long)] =
    lines.map(line => (line.split(" ")(0), line.split(" ")(1).toLong))

  private def make(checkpoint: Path, choice: StateChoice = StateChoice.ALL): OpenSavepoint = {
    val out = Files.createTempDirectory(checkpoint.getParent, "out").resolve("savepoint")
    SavepointMaker
      .of(checkpoint.toString, java.util.OptionalLong.empty(), hadoop, choice)
      .write(out.toString, Optional.empty(), session)
    Savepoints.read(session, out.toString)
  }

  private def refused(body: => Any): String = intercept[UserError](body).getMessage

  private val sum: (Seq[Long], Option[Long]) => Option[Long] =
    (values, total) => Some(total.getOrElse(0L) + values.sum)

  test("all types of state through the checkpoint of a job") {
    TempFolder.use { folder =>
      val checkpoint = run(folder, 3) { (_, lines) =>
        val states =
          pairs(lines).updateStateByKey[AnyRef]((_: Seq[Long], _: Option[AnyRef]) => Some(AllTypes.value))
        states.checkpoint(Seconds(2))
        states.foreachRDD(rdd => rdd.foreach(_ => ()))
      }
      val savepoint = make(checkpoint)
      val state = savepoint.state
      val row = new java.util.LinkedHashMap[String, AnyRef]
      row.put("key", "k")
      row.put("state", Objects.state(AllTypes.value))
      assert(
        state.schema.toDDL == StateType
          .of(row)
          .column
          .asInstanceOf[org.apache.spark.sql.types.StructType]
          .toDDL
      )
      val kept = state.first.getStruct(1)
      for (group <- 0 until kept.size; member <- 0 until kept.getStruct(group).size) {
        val kind = StateTypes.all(group * 22 + member)
        assert(kept.getStruct(group).isNullAt(member) == (kind.value == null), kind.name)
      }
    }
  }

  private def withQueue(context: StreamingContext, lines: DStream[String]): Unit = {
    val queue = new scala.collection.mutable.Queue[org.apache.spark.rdd.RDD[String]]
    val totals = pairs(lines.union(context.queueStream(queue))).updateStateByKey(sum)
    totals.checkpoint(Seconds(2))
    totals.foreachRDD(rdd => rdd.foreach(_ => ()))
  }

  test("a queueStream, which writes none of its fields: the rest is read, and it is said what is lost") {
    TempFolder.use { folder =>
      val checkpoint = run(folder, 3)(withQueue)
      val read = Checkpoints.read(checkpoint.toString, hadoop).asInstanceOf[DStreamCheckpoint]
      assert(
        read.notUnderstood.isEmpty && read.inputs.asScala
          .map(_.className)
          .exists(_.endsWith("QueueInputDStream"))
      )
      val savepoint = make(checkpoint)
      assert(savepoint.state.first.getLong(1) == 3)
      assert(savepoint.content.cut.warnings.asScala.exists(_.contains("(custom) cannot be read again")))
    }
  }

  private def unequal(context: StreamingContext, lines: DStream[String]): Unit = {
    val totals = pairs(lines).updateStateByKey(sum)
    totals.checkpoint(Seconds(4))
    totals.foreachRDD(rdd => rdd.foreach(_ => ()))
    val count = (key: String, value: Option[Long], state: State[Long]) => {
      state.update(state.getOption.getOrElse(0L) + value.getOrElse(0L))
      key
    }
    val counts = pairs(lines).mapWithState(StateSpec.function(count))
    counts.foreachRDD(rdd => rdd.foreach(_ => ()))
  }

  test("states that are checkpointed at different batches: each at its own, and what would help") {
    TempFolder.use { folder =>
      val checkpoint = run(folder, 13)(unequal)
      val message = refused(make(checkpoint))
      for (
        part <- Seq(
          "no batch has the state of all of",
          "take each alone",
          "every PT20S (next 1970-01-01T00:00:20Z)"
        )
      )
        assert(message.contains(part), message)
      val states =
        Checkpoints.read(checkpoint.toString, hadoop).asInstanceOf[DStreamCheckpoint].states.asScala
      for ((kind, batch) <- Seq("updateStateByKey" -> 12, "mapWithState" -> 10)) {
        val name = states.map(_.name).find(_.startsWith(kind)).get
        val savepoint = make(checkpoint, new StateChoice(Set(name).asJava, FieldChoice.ALL))
        assert(savepoint.content.cut.batch == batch * 1000L)
        assert(savepoint.state.first.getLong(1) == (1 to batch).sum)
        val files = savepoint.content.sources.asScala.flatMap(_.files.asScala).map(_.split('/').last)
        assert(files.toSet == (1 to batch).map(number => s"f$number").toSet)
        assert(savepoint.content.cut.warnings.asScala.exists(_.endsWith("not taken, as others were named")))
      }
      assert(
        refused(make(checkpoint, new StateChoice(Set("other").asJava, FieldChoice.ALL)))
          .contains("no state 'other': there is")
      )
    }
  }

  test("a job that stopped before its first state was checkpointed begins anew, with all it read") {
    TempFolder.use { folder =>
      val checkpoint = run(folder, 2) { (_, lines) =>
        val totals = pairs(lines).updateStateByKey(sum)
        totals.checkpoint(Seconds(10))
        totals.foreachRDD(rdd => rdd.foreach(_ => ()))
      }
      val savepoint = make(checkpoint)
      assert(savepoint.content.cut.batch == 0 && savepoint.state.isEmpty)
      assert(savepoint.state.schema.toDDL == "key STRING,state STRING")
      val again = savepoint.content.sources.asScala.flatMap(_.uncertainFiles.asScala).map(_.split('/').last)
      assert(again.toSet == Set("f1", "f2"))
    }
  }

  test("state that has no key yet has the columns that its operator knows") {
    TempFolder.use { folder =>
      val checkpoint = run(folder, 11) { (_, lines) =>
        val none = pairs(lines).filter(_._1 == "none")
        val add = (key: String, value: Option[Long], state: State[Long]) => {
          state.update(value.get)
          key
        }
        val counts = none.mapWithState(StateSpec.function(add))
        counts.foreachRDD(rdd => rdd.foreach(_ => ()))
      }
      val savepoint = make(checkpoint)
      assert(savepoint.content.cut.batch == 10000 && savepoint.state.isEmpty)
      assert(savepoint.state.schema.toDDL == "key STRING,state BIGINT,updatedAt BIGINT")
    }
  }

  test("a state that began with state it was given is not begun anew") {
    TempFolder.use { folder =>
      val before = session.sparkContext.parallelize(Seq("k" -> 5L))
      val checkpoint = run(folder, 2) { (_, lines) =>
        val totals = pairs(lines)
          .updateStateByKey(sum, new org.apache.spark.HashPartitioner(2), before)
        totals.checkpoint(Seconds(10))
        totals.foreachRDD(rdd => rdd.foreach(_ => ()))
      }
      assert(refused(make(checkpoint)).contains("was not checkpointed yet, it is every 10,000 ms"))
    }
  }

  test("a field that cannot be read: named with class and key, rehearsed, left out or kept as bytes") {
    TempFolder.use { folder =>
      val checkpoint = run(folder, 3) { (_, lines) =>
        val readings = pairs(lines).updateStateByKey((values: Seq[Long], old: Option[Reading]) =>
          Some(Reading(old.fold(0L)(_.sum) + values.sum, new WritesItself("kept")))
        )
        readings.checkpoint(Seconds(2))
        readings.foreachRDD(rdd => rdd.foreach(_ => ()))
      }
      val field = s"${classOf[Reading].getName}.thread"
      val (exit, rehearsed) = Cli.run("savepoint", checkpoint.toString, "--dry-run")
      assert(exit == 3, rehearsed)
      for (message <- Seq(rehearsed, refused(make(checkpoint))))
        for (
          part <- Seq(
            s"$field: a ${classOf[WritesItself].getName} writes more than its fields",
            "(of the key 'k')"
          )
        )
          assert(message.contains(part), message)
      val (_, without) = Cli.run("savepoint", checkpoint.toString, "--dry-run", "--skip-field", field)
      assert(without.contains(": 1 key read, all there are: key STRING,state STRUCT<sum: BIGINT>"), without)
      val skipped = make(
        checkpoint,
        new StateChoice(
          Set.empty[String].asJava,
          new FieldChoice(Set(field).asJava, Set.empty[String].asJava)
        )
      )
      assert(skipped.state.select("state.sum").first.getLong(0) == 3)
      val kept = make(
        checkpoint,
        new StateChoice(
          Set.empty[String].asJava,
          new FieldChoice(Set.empty[String].asJava, Set(field).asJava)
        )
      )
      val bytes = kept.state.select("state.thread").first.getAs[Array[Byte]](0)
      val in = new java.io.ObjectInputStream(new java.io.ByteArrayInputStream(bytes))
      assert(in.readObject().asInstanceOf[WritesItself].text == "kept")
    }
  }
}
