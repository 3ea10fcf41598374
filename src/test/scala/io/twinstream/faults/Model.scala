package io.twinstream.faults

/** A row that a sink holds at the end; `run` tells the output of one run from that of another. */
final case class Written(run: String, batch: Long, word: String, count: Long)

/** The records `[from, until)` that an engine gave a batch, in the lives of one run. */
final case class Planning(run: String, batch: Long, from: Int, until: Int)

/** What must be written, by plain collections and from the input alone. */
object Model {

  def counts(records: Seq[String]): Map[String, Long] =
    records.filter(_ != Setup.Unreadable).groupBy(identity).map { case (word, all) =>
      word -> all.size.toLong
    }

  /** The rows of a batch. */
  def rows(setup: Setup, from: Int, until: Int): Map[String, Long] = {
    val batch = setup.records.slice(from, until)
    setup.job match {
      case Setup.Counts => counts(batch)
      case Setup.Totals =>
        val totals = counts(setup.records.take(until))
        totals.filter { case (word, _) => batch.contains(word) }
    }
  }

  /** Returns what is wrong with what a sink holds; nothing if its promise is kept.
    *
    * @param planned
    *   every batch that an engine planned
    * @param done
    *   the batches whose write had come to its end, newest last
    */
  def check(setup: Setup, rows: Seq[Written], planned: Seq[Planning], done: Seq[Planning]): Seq[String] =
    wrongRows(setup, rows, planned) ++
      (if (setup.isReplayable) sums(setup, rows, planned) else Seq.empty) ++
      (if (setup.isReplayable && !setup.isTopic) Seq.empty else stays(setup, rows, done))

  /** Returns what is wrong with the dead letters: each is one of a record that cannot be read, and comes with
    * each write of its batch, once where nothing fails.
    *
    * @param letters
    *   the records that they are of
    * @param begun
    *   the batches whose write was begun, as often as it was
    */
  def checkLetters(
      setup: Setup,
      letters: Seq[Int],
      begun: Seq[Planning],
      done: Seq[Planning],
      isFaultless: Boolean
  ): Seq[String] = {
    def isUnreadable(record: Int): Boolean = setup.records.lift(record).contains(Setup.Unreadable)
    def times(record: Int, batches: Seq[Planning]): Int =
      batches.count(batch => batch.from <= record && record < batch.until)
    letters.filterNot(isUnreadable).map(record => s"record $record can be read, and has a letter") ++ (for {
      record <- setup.records.indices
      if isUnreadable(record)
      found = letters.count(_ == record)
      least = times(record, done)
      most = if (isFaultless) times(record, begun) else Int.MaxValue
      if found < least || found > most
    } yield s"record $record: $least letters expected, $found sent")
  }

  /** Each row is one of a batch that was planned. */
  private def wrongRows(setup: Setup, rows: Seq[Written], planned: Seq[Planning]): Seq[String] = {
    val right = planned.flatMap(each =>
      this.rows(setup, each.from, each.until).map { case (word, count) =>
        Written(each.run, each.batch, word, count)
      }
    )
    val keys = rows.groupBy(row => (row.run, row.batch, row.word)).collect {
      case (key, all) if all.size > 1 && !setup.isTopic => s"$key is there ${all.size} times"
    }
    // A table of totals says neither the batch nor the run, a topic not the run; what comes once may be
    // written apart, as another run.
    def seen(row: Written): Written =
      if (setup.isTableOfTotals) row.copy(run = "", batch = 0)
      else if (setup.isReplayable && !setup.isTopic) row
      else row.copy(run = "")
    val known = right.map(seen).toSet
    val unknown = rows.map(seen).toSet -- known
    unknown.toSeq.map(row => s"$row is no row of any batch") ++ keys
  }

  private def sums(setup: Setup, rows: Seq[Written], planned: Seq[Planning]): Seq[String] = {
    // What comes before the cut of a savepoint was written by another run.
    val first = planned.map(_.from).foldLeft(setup.records.size)(_ min _)
    val here = setup.records.drop(first).toSet
    val found: Map[String, Long] = rows.groupBy(_.word).map { case (word, all) =>
      word -> (setup.job match {
        case Setup.Counts                  => all.distinct.map(_.count).sum
        case Setup.Totals if setup.isTopic => all.map(_.count).max
        case Setup.Totals                  => all.maxBy(_.batch).count
      })
    }
    for {
      (word, expected) <- counts(setup.records).toSeq.sorted
      if here(word)
      written = found.getOrElse(word, 0L)
      if (if (setup.isExactly || setup.job == Setup.Totals) written != expected else written < expected)
    } yield s"$word: $expected expected, $written written"
  }

  /** What was written stays, whatever comes after it. */
  private def stays(setup: Setup, rows: Seq[Written], done: Seq[Planning]): Seq[String] = {
    val wanted = done.flatMap(each =>
      this.rows(setup, each.from, each.until).toSeq.map { case (word, count) => (each.batch, word, count) }
    )
    wanted.diff(rows.map(row => (row.batch, row.word, row.count))).map { case (batch, word, count) =>
      s"batch $batch was written with $word=$count, and it is gone"
    }
  }
}
