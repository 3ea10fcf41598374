package io.twinstream.faults

import java.io.IOException
import java.util.SplittableRandom

/** What goes wrong at one call of a seam. */
sealed abstract class Fault(val name: String)

object Fault {

  /** The call throws and has done nothing. */
  case object ThrowBefore extends Fault("throws before it is done")

  /** The call throws although it is done: a reply that was lost. */
  case object ThrowAfter extends Fault("throws after it is done")

  /** The call throws in the middle. */
  case object Half extends Fault("is done by half, and throws")

  /** The call is done two times: a client that tried again. */
  case object Twice extends Fault("is done twice")

  /** The driver does nothing for a while, taken for dead: another one is started. */
  case object Sleeps extends Fault("finds its driver asleep, and a second one is started")

  /** Everything in memory is dropped, before, in the middle of, and after the call. */
  case object EndsBefore extends Fault("ends the driver before it is done")
  case object EndsHalf extends Fault("ends the driver in the middle")
  case object EndsAfter extends Fault("ends the driver after it is done")

  val ends: Seq[Fault] = Seq(EndsBefore, EndsHalf, EndsAfter)
  val throws: Seq[Fault] = Seq(ThrowBefore, Half, ThrowAfter)
}

/** A place where our code meets what can fail.
  *
  * @param faults
  *   those that can happen there
  * @param calls
  *   about how many calls of it a seed has
  */
final case class Seam(name: String, faults: Seq[Fault], calls: Int)

object Seam {
  import Fault._

  private val anything = throws ++ ends

  /** The whole of `Sink.write`. */
  val write: Seam = Seam("write", Seq(ThrowBefore, ThrowAfter, EndsBefore, EndsAfter, Twice, Sleeps), 8)

  /** One attempt of a task; half is an attempt that dies, twice one that is speculated on. */
  val task: Seam = Seam("task", Seq(ThrowBefore, Half, ThrowAfter, Twice, EndsHalf), 16)

  /** When all tasks are done and the sink has not committed. */
  val staged: Seam = Seam("staged", Seq(ThrowBefore, EndsBefore, Sleeps), 8)

  /** The checkpoint that the engine writes after a batch, or its log. */
  val checkpoint: Seam = Seam("checkpoint", Seq(ThrowBefore, EndsBefore, EndsAfter), 16)

  val readOffsets: Seam = Seam("read offsets", Seq(ThrowBefore, EndsBefore), 3)
  val commitOffsets: Seam = Seam("commit offsets", Seq(ThrowBefore, ThrowAfter, EndsBefore, EndsAfter), 8)

  /** What a broker answers to a record. */
  val answer: Seam =
    Seam("kafka: answer", Seq(ThrowBefore, ThrowAfter, Twice, Sleeps, EndsBefore, EndsAfter), 16)

  /** What is sent to a database; the answer is lost where it fails after it is done. */
  val databaseSend: Seam = Seam("database: send", Seq(ThrowBefore, ThrowAfter, EndsBefore, EndsAfter), 32)
  val databaseCommit: Seam = Seam("database: commit", Seq(ThrowBefore, ThrowAfter, EndsBefore, EndsAfter), 8)

  private val areas = Seq("sink", "checkpoint", "savepoint")

  /** The moment before a savepoint appears, in which another one may. */
  private def asleep(area: String): Seq[Fault] = if (area == "savepoint") Seq(Sleeps) else Seq.empty

  /** Calls of a file system, by the folder that they are for. */
  private val files: Map[(String, String), Seam] = (for {
    area <- areas
    (operation, faults, calls) <- Seq(
      ("create", Seq(ThrowBefore, ThrowAfter, EndsBefore, EndsAfter), 16),
      ("content", anything, 16),
      ("rename", Seq(ThrowBefore, ThrowAfter, EndsBefore, EndsAfter) ++ asleep(area), 16),
      ("delete", Seq(ThrowBefore, ThrowAfter, Twice, EndsBefore, EndsAfter), 24),
      ("list", Seq(ThrowBefore, EndsBefore), 16)
    )
  } yield (area, operation) -> Seam(s"$area: $operation", faults, calls)).toMap

  def ofFiles(area: String, operation: String): Option[Seam] = files.get((area, operation))

  def ofSink: Seq[Seam] = files.collect { case (("sink", _), seam) => seam }.toSeq.sortBy(_.name)
  def ofCheckpoint: Seq[Seam] = files.collect { case (("checkpoint", _), seam) => seam }.toSeq.sortBy(_.name)
  def ofSavepoint: Seq[Seam] = files.collect { case (("savepoint", _), seam) => seam }.toSeq.sortBy(_.name)
}

/** That the n-th call of a seam, from 0, meets this fault. */
final case class Planned(seam: Seam, call: Int, fault: Fault) {
  override def toString: String = s"call $call of '${seam.name}' ${fault.name}"
}

/** All faults of a seed. */
final case class FaultPlan(faults: Seq[Planned]) {
  def find(seam: Seam, call: Int): Option[Fault] =
    faults.collectFirst { case Planned(s, c, fault) if s.name == seam.name && c == call => fault }
}

object FaultPlan {
  val none: FaultPlan = FaultPlan(Seq.empty)

  /** Draws up to `most` faults of these seams. */
  def draw(random: SplittableRandom, seams: Seq[Seam], most: Int): FaultPlan =
    FaultPlan(Seq.fill(random.nextInt(most + 1)) {
      val seam = seams(random.nextInt(seams.size))
      Planned(seam, random.nextInt(seam.calls), seam.faults(random.nextInt(seam.faults.size)))
    })
}

/** What a planned fault throws. */
final class Injected(what: String) extends IOException("injected: " + what)

/** The driver is gone: nothing of ours catches it, and nothing that it still does has an effect. */
final class DriverEnds extends Error("the driver ends here")
