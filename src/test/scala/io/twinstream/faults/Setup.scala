package io.twinstream.faults

import java.util.SplittableRandom

/** What a seed runs. */
final case class Setup(
    engine: Setup.Engine,
    job: Setup.Job,
    sink: String,
    store: Setup.Store,
    isReplayable: Boolean,
    records: Vector[String],
    taskAttempts: Int,
    hasLetters: Boolean
) {

  /** Tells whether no row may be written twice. */
  def isExactly: Boolean = store != Setup.Group && !isTopic

  /** Tells whether a row may be written twice, by the promise of its sink. */
  def isTopic: Boolean = sink == "kafka"

  def isTableOfTotals: Boolean = sink == "jdbc" && job == Setup.Totals

  override def toString: String =
    s"$job on $engine, records that ${if (isReplayable) "can be read again" else "come once"}, " +
      s"offsets in $store, sink $sink${if (hasLetters) " and dead letters" else ""}, " +
      s"$taskAttempts attempts of a task, records ${records.mkString(" ")}"
}

object Setup {
  sealed abstract class Engine(override val toString: String)
  case object Classic extends Engine("dstream")
  case object Query extends Engine("structured")

  sealed abstract class Job(override val toString: String)

  /** How often a word stood in the batch. */
  case object Counts extends Job("word-count")

  /** How often a word stood in all batches so far, for the words of the batch. */
  case object Totals extends Job("running-word-count")

  sealed abstract class Store(override val toString: String)
  case object Checkpoint extends Store("checkpoint")
  case object Group extends Store("group")
  case object Table extends Store("table")

  /** A record that the job cannot read. */
  val Unreadable = "?"

  private def one[A](random: SplittableRandom, of: Seq[A]): A = of(random.nextInt(of.size))

  /** Of a sender that keeps its lines until they are acknowledged, read by a query. */
  def drawReceiver(random: SplittableRandom, sinks: Seq[String]): Setup =
    draw(random, sinks).copy(engine = Query, job = Counts, store = Checkpoint, isReplayable = true)

  /** Of a query whose state a savepoint brings. */
  def drawMoved(random: SplittableRandom, sinks: Seq[String]): Setup =
    draw(random, sinks).copy(engine = Query, job = Totals, store = Checkpoint, isReplayable = true)

  def draw(random: SplittableRandom, sinks: Seq[String]): Setup = {
    val engine = one(random, Seq(Classic, Query))
    val job = one(random, Seq(Counts, Totals))
    val sink = one(random, sinks)
    val store = engine match {
      case Query   => Checkpoint
      case Classic =>
        one(random, Seq(Checkpoint, Checkpoint, Group) ++ (if (sink == "jdbc") Seq(Table) else Seq.empty))
    }
    val isReplayable = engine == Query || job == Totals || store != Checkpoint || random.nextInt(3) > 0
    val hasLetters = sink == "kafka" && random.nextBoolean()
    val words = Seq("a", "b", "c", "d") ++ (if (hasLetters) Seq(Unreadable, Unreadable) else Seq.empty)
    val records = Vector.fill(4 + random.nextInt(9))(one(random, words))
    Setup(engine, job, sink, store, isReplayable, records, one(random, Seq(1, 4)), hasLetters)
  }
}
