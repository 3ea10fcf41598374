package io.twinstream.faults

import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.api.BatchRows
import io.twinstream.api.InputRecord
import java.util.{List => JavaList}
import scala.collection.JavaConverters._

/** A driver with the part of Spark that calls our code, in every order that Spark allows. */
abstract class Driver(val world: World, number: Int) {
  val life = new Life(number)
  private val fiber = new Fiber({
    Life.beginInThisThread(life)
    try run()
    catch {
      case _: DriverEnds     => world.history.add("is gone")
      case e: Exception      => world.history.add(s"ends with: ${e.getMessage}")
      case e: AssertionError => world.wrong += e.getMessage
    } finally life.end()
  })

  /** Runs until it has no more to do, with a pause after each step. */
  protected def run(): Unit

  /** Tells whether it read all there is, wrote it, and ended well. */
  def isFinished: Boolean

  def isOver: Boolean = fiber.isDone
  def isAsleep: Boolean = fiber.isAsleep
  def wakeUp(): Unit = fiber.wakeUp()
  def step(): Unit = fiber.resume()

  protected def pause(): Unit = {
    Fiber.pause()
    world.faults.checkAlive()
  }

  protected def write(gate: Gate, batch: Planning): Unit = {
    val rows = this.rows(batch).toSeq.sorted.map { case (word, count) => new CountedWord(word, count) }
    world.history.add(
      s"write batch ${batch.batch}, records [${batch.from}, ${batch.until}): " +
        rows.map(row => s"${row.getWord}=${row.getCount}").mkString(" ")
    )
    world.begun += batch
    val tasks = new Tasks[CountedWord](world, rows, _.getWord.hashCode)
    val reading = new Tasks[InputRecord](world, records(batch), _.offset.toInt)
    world.history.write(batch.batch)(world.pieces.output(world, gate, reading, tasks, batch.batch))
    reading.stragglers()
    tasks.stragglers()
    if (batch.from < batch.until) world.done += batch
  }

  /** The rows that it makes of a batch. */
  protected def rows(batch: Planning): Map[String, Long] = Model.rows(world.setup, batch.from, batch.until)

  private def records(batch: Planning): Seq[InputRecord] =
    (batch.from until batch.until).map(at => new InputRecord("t", 0, at.toLong, 0, world.setup.records(at)))
}

/** What a runner writes each batch through: its rows, and what goes beside them. */
final case class Gate(
    rows: (BatchRows[CountedWord], Long) => Unit,
    letters: (BatchRows[InputRecord], Long) => Unit
)

/** Rows whose tasks run when those of another stage are done. */
final class AfterStage(stage: () => Unit, rows: BatchRows[CountedWord]) extends BatchRows[CountedWord] {
  override def map[M](function: BatchRows.PartitionFunction[CountedWord, M]): JavaList[M] = {
    stage()
    rows.map(function)
  }
}

/** Elements of a batch in two partitions, whose tasks die, are tried again, and are tried twice at once. */
final class Tasks[T](world: World, rows: Seq[T], key: T => Int) extends BatchRows[T] {
  private var late: List[() => Unit] = Nil

  override def map[M](function: BatchRows.PartitionFunction[T, M]): JavaList[M] = {
    val parts = rows.groupBy(row => math.abs(key(row)) % 2)
    def all(part: Int, during: => Unit): M =
      attempted(function, part, parts.getOrElse(part, Seq.empty), 1, () => during)
    val results =
      if (world.random.nextBoolean()) Seq(all(0, ()), all(1, ()))
      else { // the second one at the same time
        var second: Option[Either[Exception, M]] = None
        val first = all(
          0,
          if (second.isEmpty)
            second = Some(
              try Right(all(1, ()))
              catch { case e: Exception => Left(e) }
            )
        )
        Seq(first, second.fold(all(1, ()))(_.fold(throw _, identity)))
      }
    world.faults.at(Seam.staged)(())
    results.asJava
  }

  /** Lets the attempts run to their end that Spark had no use for any more. */
  def stragglers(): Unit = {
    late.foreach(attempt =>
      try attempt()
      catch {
        case e: Exception => world.history.add(s"a late attempt fails: ${e.getMessage}")
      }
    )
    late = Nil
  }

  private def attempted[M](
      function: BatchRows.PartitionFunction[T, M],
      part: Int,
      rows: Seq[T],
      number: Int,
      during: () => Unit
  ): M =
    try attempt(function, part, rows, world.faults.next(Seam.task), during)
    catch {
      case e: Exception if number < world.setup.taskAttempts =>
        world.history.add(s"task $part fails (${e.getMessage}) and is tried again")
        attempted(function, part, rows, number + 1, during)
    }

  private def attempt[M](
      function: BatchRows.PartitionFunction[T, M],
      part: Int,
      rows: Seq[T],
      fault: Option[Fault],
      during: () => Unit
  ): M = {
    val task = new BatchRows.Task(part, world.attempt())
    def run(at: => Unit = ()): M = {
      val input = new Midway(rows, () => { during(); at })
      val result = function.apply(input, task)
      input.foreach(_ => ())
      result
    }
    fault match {
      case None                    => run()
      case Some(Fault.ThrowBefore) => throw new Injected("task")
      case Some(Fault.Half)        => run(throw new Injected("task"))
      case Some(Fault.EndsHalf)    => run(world.faults.end())
      case Some(Fault.ThrowAfter)  =>
        run()
        throw new Injected("task")
      case Some(_) => // another attempt at the same time: either may win, and the other's file stays
        val isFirst = world.random.nextBoolean()
        if (world.random.nextBoolean()) {
          late ::= (() => { attempt(function, part, rows, None, () => ()); () })
          run()
        } else {
          var other: Option[M] = None
          val mine = run { other = Some(attempt(function, part, rows, None, () => ())) }
          if (isFirst) mine else other.getOrElse(mine)
        }
    }
  }

  /** Does something when half of the rows are taken, once. */
  private final class Midway(rows: Seq[T], doIt: () => Unit) extends java.util.Iterator[T] {
    private var taken = 0
    private var isDone = false

    override def hasNext: Boolean = {
      if (!isDone && taken >= (rows.size + 1) / 2) {
        isDone = true
        doIt()
      }
      taken < rows.size
    }

    override def next(): T = {
      taken += 1
      rows(taken - 1)
    }

    def foreach(f: T => Unit): Unit = while (hasNext) f(next())
  }
}
