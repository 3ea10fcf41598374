package io.twinstream.faults

import io.twinstream.error.UserError
import io.twinstream.savepoint._
import java.nio.file.{Files, Path}
import java.nio.file.StandardOpenOption.CREATE_NEW
import java.util.{Collections, TreeMap, TreeSet}
import org.apache.hadoop.conf.Configuration
import scala.collection.mutable.ArrayBuffer

/** A driver of Structured Streaming that is started with one of two savepoints, or with none. Until a
  * micro-batch is committed the state is what its start brings; where the source begins is fixed by the first
  * that comes so far.
  */
final class FirstStartDriver(world: World, number: Int, query: FirstStartDriver.Moved)
    extends Driver(world, number) {
  private var finished = false
  private var state = Map.empty[String, Long]

  override def isFinished: Boolean = finished

  override protected def run(): Unit = {
    val cut = query.choose(world)
    world.history.add(cut.fold("starts without a savepoint")(at => s"starts with the savepoint cut at $at"))
    query.last = cut
    val started =
      try world.pieces.start(world, cut.map(at => FaultFs.uri(query.savepoint(at))))
      catch {
        case e: UserError if e.getMessage.contains("was started with") =>
          query.last = query.toldBy(e.getMessage)
          throw e
      }
    val begin = started.begin.map(_.sources.get(0).offsets.get(0).offset.toInt)
    state =
      if (query.committed > 0) query.state
      else Model.counts(world.setup.records.take(begin.getOrElse(0)))
    keep("metadata", """{"id":"q"}""")()
    pauseOrEnd()
    val planned = query.planned.size - 1
    val gate = world.pieces.gate(world, started, batch => batch <= planned, () => ())
    var next = query.committed
    while (!isRead(next)) {
      if (next >= query.planned.size) plan(started.run, begin)
      pauseOrEnd()
      val batch = query.planned(next)
      val after = state ++ rows(batch)
      write(gate, batch)
      pauseOrEnd()
      state = after
      next += 1
      keep(s"commits/${batch.batch}", "v1\n{}") {
        query.committed = next
        query.state = after
      }
      pauseOrEnd()
    }
    finished = true
    world.history.add("stops")
  }

  /** What matters here is that it is killed, between any two steps. */
  private def pauseOrEnd(): Unit = {
    pause()
    if (number <= FirstStartDriver.MostKilled && world.random.nextInt(6) == 0) {
      world.history.add("is killed")
      world.faults.end()
    }
  }

  private def isRead(number: Int): Boolean =
    number >= query.planned.size && world.isRead(query.planned.lastOption.map(_.until).getOrElse(0))

  private def plan(run: String, begin: Option[Int]): Unit = {
    val from = query.planned.lastOption.map(_.until).getOrElse {
      keep("sources/0/0", begin.getOrElse(0).toString)()
      pauseOrEnd()
      Files.readAllLines(query.checkpoint.resolve("sources/0/0")).get(0).toInt
    }
    val until = math.min(world.setup.records.size, from + 1 + world.random.nextInt(3))
    keep(s"offsets/${query.planned.size}", s"""v1\n{"conf":{}}\n{"t":{"0":$until}}""") {
      query.planned += Planning(run, query.planned.size.toLong, from, until)
      world.planned += query.planned.last
    }
  }

  override protected def rows(batch: Planning): Map[String, Long] =
    Model.counts(world.setup.records.slice(batch.from, batch.until)).map { case (word, count) =>
      word -> (state.getOrElse(word, 0L) + count)
    }

  /** Writes a file of the checkpoint, unless it is there. */
  private def keep(name: String, text: String)(also: => Unit = ()): Unit = {
    val file = query.checkpoint.resolve(name)
    if (!Files.exists(file)) world.faults.at(Seam.checkpoint) {
      Files.createDirectories(file.getParent)
      Files.write(file, text.getBytes("UTF-8"), CREATE_NEW)
      world.history.add(s"$name is written")
      also
    }
  }
}

object FirstStartDriver {
  private val MostKilled = 8

  /** What outlives the drivers: the checkpoint, and the savepoints. */
  final class Moved(folder: Path, setup: Setup) {
    val planned = ArrayBuffer.empty[Planning]
    var committed = 0
    var state = Map.empty[String, Long]

    /** What the newest start had, or what its refusal says that it must have. */
    var last: Option[Int] = None

    /** Returns the savepoint that a refusal names, as whoever reads it would start from it. */
    def toldBy(refusal: String): Option[Int] =
      cuts.find(cut => refusal.contains(s"start from savepoint ${FaultFs.uri(savepoint(cut))} again"))

    private val cuts = Seq(setup.records.size / 3, setup.records.size / 2)
    cuts.foreach { cut =>
      Files.createDirectories(savepoint(cut))
      Savepoints.write(content(cut), savepoint(cut).toString, new Configuration)
    }

    def checkpoint: Path = folder.resolve("checkpoint")
    def savepoint(cut: Int): Path = folder.resolve(s"savepoint/$cut")

    /** Returns the cut of the savepoint that a start has: mostly that of the start before it. */
    def choose(world: World): Option[Int] =
      if (world.random.nextBoolean()) last
      else cuts.lift(world.random.nextInt(1 + cuts.size))

    private def totals(cut: Int): Long = Model.counts(setup.records.take(cut)).size.toLong

    private def content(cut: Int): Savepoint = new Savepoint(
      Savepoint.VERSION,
      setup.job.toString,
      "dstream",
      null,
      "elsewhere",
      1,
      1000,
      0,
      0,
      new Cut(cut.toLong, cut.toLong, 0, Collections.emptyList[String], Collections.emptyList[String]),
      Collections.singletonList(
        new SourcePosition(
          0,
          "kafka",
          new TreeMap[String, String],
          Collections.singletonList(new PartitionOffset(new TopicPartition("t", 0), cut.toLong)),
          Collections.emptyList[OffsetRange],
          new TreeSet[String],
          0,
          new TreeSet[String]
        )
      ),
      Collections.singletonList(
        new StateCopy("totals", totals(cut), "0", "key STRING, state BIGINT")
      )
    )
  }
}
