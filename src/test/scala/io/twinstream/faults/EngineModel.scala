package io.twinstream.faults

import io.twinstream.jobs.runningwordcount.RunningWordCountJob
import io.twinstream.jobs.votetally.VoteTallyJob
import io.twinstream.jobs.windowedwordcount.WindowedWordCountJob
import io.twinstream.jobs.wordcount.WordCountJob
import io.twinstream.api.Job
import java.util.SplittableRandom

/** A row as a user finds it: its batch, and its columns as text. */
final case class FoundRow(batch: Long, columns: Seq[String])

/** A job with input for it, and what it must have written, by plain collections.
  *
  * @param key
  *   how many columns name a row
  */
sealed abstract class EngineModel(val job: Job[_], val options: Seq[String], key: Int) {
  protected def line(random: SplittableRandom): String

  /** The rows that have to be there at the end, each under its batch. */
  protected def expected(batches: Seq[Seq[String]]): Seq[FoundRow]

  /** Whether a row is one of its batch; else only the newest of each key counts. */
  protected def isOfBatch: Boolean

  /** Draws batches of lines; the last one is not empty, as a recording ends there. */
  def input(random: SplittableRandom): Seq[Seq[String]] = {
    val batches = Seq.fill(3 + random.nextInt(4))(Seq.fill(random.nextInt(4))(line(random)))
    batches :+ Seq.fill(1 + random.nextInt(3))(line(random))
  }

  def check(batches: Seq[Seq[String]], found: Seq[FoundRow]): Seq[String] = {
    val wanted = expected(batches)
    if (isOfBatch) difference(wanted, found)
    else difference(newest(wanted), newest(found).filterNot(row => isNothing(row.columns, batches.size)))
  }

  /** Whether a row says the same as none. */
  protected def isNothing(columns: Seq[String], batches: Int): Boolean = false

  private def newest(rows: Seq[FoundRow]): Seq[FoundRow] =
    rows.groupBy(_.columns.take(key)).values.map(_.maxBy(_.batch).copy(batch = 0)).toSeq

  private def difference(wanted: Seq[FoundRow], found: Seq[FoundRow]): Seq[String] =
    wanted.diff(found).map(row => s"lost: $row") ++ found.diff(wanted).map(row => s"too much, or wrong: $row")
}

object EngineModel {
  private val words = Vector("a", "b", "c", "d", "e")

  private def one(random: SplittableRandom): String = words(random.nextInt(words.size))

  private def counts(lines: Seq[String]): Seq[(String, Long)] =
    lines.flatMap(_.split(" ")).groupBy(identity).map { case (word, all) => word -> all.size.toLong }.toSeq

  private[faults] def time(batch: Int): Long = 1000L * (batch + 1)

  private sealed abstract class OfWords(job: Job[_], options: Seq[String], key: Int)
      extends EngineModel(job, options, key) {
    override protected def line(random: SplittableRandom): String =
      Seq.fill(1 + random.nextInt(3))(one(random)).mkString(" ")
  }

  private object WordCount extends OfWords(WordCountJob.JOB, Seq.empty, 1) {
    override protected def isOfBatch: Boolean = true
    override protected def expected(batches: Seq[Seq[String]]): Seq[FoundRow] = for {
      (lines, k) <- batches.zipWithIndex
      (word, count) <- counts(lines)
    } yield FoundRow(time(k), Seq(word, count.toString))
  }

  private object RunningWordCount extends OfWords(RunningWordCountJob.JOB, Seq.empty, 1) {
    override protected def isOfBatch: Boolean = true
    override protected def expected(batches: Seq[Seq[String]]): Seq[FoundRow] = for {
      k <- batches.indices
      totals = counts(batches.take(k + 1).flatten).toMap
      (word, _) <- counts(batches(k))
    } yield FoundRow(time(k), Seq(word, totals(word).toString))
  }

  private object Windows
      extends OfWords(
        WindowedWordCountJob.JOB,
        Seq("--window", "3s", "--slide", "1s", "--mode", "inverse"),
        3
      ) {
    override protected def isOfBatch: Boolean = false

    /** The port writes a window from its first record on; one that goes on after the recording is not whole.
      */
    override protected def isNothing(columns: Seq[String], batches: Int): Boolean =
      columns(1).toLong > 1000L * batches

    override protected def expected(batches: Seq[Seq[String]]): Seq[FoundRow] = for {
      end <- 1 to batches.size
      (word, count) <- counts(batches.slice(end - 3, end).flatten)
    } yield FoundRow(
      time(end),
      Seq((1000L * (end - 3)).toString, (1000L * end).toString, word, count.toString)
    )
  }

  private object Votes extends EngineModel(VoteTallyJob.JOB, Seq.empty, 2) {
    override protected def isOfBatch: Boolean = false
    override protected def isNothing(columns: Seq[String], batches: Int): Boolean = columns.last == "0"
    override protected def line(random: SplittableRandom): String =
      if (random.nextInt(8) == 0) "no ballot" else s"b${random.nextInt(6)},${one(random)}"

    override protected def expected(batches: Seq[Seq[String]]): Seq[FoundRow] = {
      val (good, bad) = batches.flatten.partition(_.contains(','))
      val ballots = good.map(_.split(",")).groupBy(_(0)).values.map(_.map(_(1))).toSeq
      val (clear, spoiled) = ballots.partition(_.distinct.size == 1)
      def row(kind: String, candidate: String, count: Int): Seq[FoundRow] =
        if (count == 0) Seq.empty else Seq(FoundRow(0, Seq(kind, candidate, count.toString)))
      clear.groupBy(_.head).toSeq.flatMap { case (candidate, all) => row("votes", candidate, all.size) } ++
        row("repeated", "", clear.map(_.size - 1).sum) ++
        row("spoiled", "", spoiled.map(_.size).sum) ++
        row("malformed", "", bad.size)
    }
  }

  val all: Seq[EngineModel] = Seq(WordCount, RunningWordCount, Windows, Votes)
}
