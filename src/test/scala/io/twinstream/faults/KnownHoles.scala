package io.twinstream.faults

import io.twinstream.jobs.wordcount.WordCountJob
import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.engine.{RunSettings, Until}
import io.twinstream.recovery.{Epoch, FirstStarts}
import io.twinstream.api.{BatchRows, RowFormat, Sink}
import io.twinstream.ends.jdbc.JdbcSinks
import io.twinstream.api.InputRecord
import java.nio.charset.StandardCharsets.UTF_8
import java.sql.Connection
import java.util.Optional
import java.util.concurrent.atomic.AtomicReference
import org.apache.kafka.clients.producer.ProducerRecord
import scala.collection.JavaConverters._

/** Pieces as they were before a hole was closed; the harness must find each of them. */
object KnownHoles {

  /** Runs an old batch again through the same sink, although its records are gone. */
  object ErasesRows extends Pieces {
    override def gate(
        world: World,
        started: Started,
        isOfEarlier: Long => Boolean,
        await: () => Unit
    ): Gate =
      super.gate(world, started, _ => false, await)
  }

  /** Writes the batches behind one that failed. */
  class GoesOn extends Pieces {
    override def gate(
        world: World,
        started: Started,
        isOfEarlier: Long => Boolean,
        await: () => Unit
    ): Gate = {
      def gate = super.gate(world, started, isOfEarlier, await)
      Gate((rows, batch) => gate.rows(rows, batch), (records, batch) => gate.letters(records, batch))
    }
  }

  /** Writes before there is a checkpoint to recover from. */
  object NeedsNoCheckpoint extends Pieces {
    override def gate(
        world: World,
        started: Started,
        isOfEarlier: Long => Boolean,
        await: () => Unit
    ): Gate =
      super.gate(world, started, isOfEarlier, () => ())
  }

  /** Does not know of other drivers. */
  object KnowsNoEpoch extends Pieces {
    override protected def takeOver(rows: Sink[CountedWord], epoch: Epoch): Unit = ()
    override def checkpointing(started: Started): Unit = ()

    override protected def settings(started: Started): RunSettings[CountedWord] =
      new RunSettings(
        null,
        started.sink,
        started.apart,
        Optional.of(""),
        alone,
        java.time.Duration.ZERO,
        Until.NEVER
      )

    private lazy val alone =
      new RunSettings[CountedWord](
        null,
        null,
        Optional.empty[String],
        java.time.Duration.ZERO,
        Until.NEVER
      ).epoch
  }

  /** Lets Spark write checkpoints of a driver that was taken over. */
  object FencesNoCheckpoint extends Pieces {
    override def checkpointing(started: Started): Unit = ()
  }

  /** Commits what is written to the group, whatever was not written before it. */
  object CommitsPastFailure extends GoesOn {
    override def offsets(world: World, rows: Sink[CountedWord]): Offsets = new Offsets {
      private var ranges = Map.empty[Long, Planning]
      private var unsent = 0L
      private var written = 0L

      override def load(): Int = world.faults.at(Seam.readOffsets)(world.group.getOrElse(0L)).toInt
      override def planned(batch: Planning): Unit = ranges += batch.batch -> batch
      override def commitAll(): Unit = if (unsent > 0) {
        try Offsets.commit(world, unsent)
        catch { case e: Exception => world.history.add(s"the group is not committed: ${e.getMessage}") }
        unsent = 0
      }
      override def flush(): Unit = if (written > 0) Offsets.commit(world, written)
      override val sink: Sink[CountedWord] = new Sink[CountedWord] {
        override def write(batchRows: BatchRows[CountedWord], batch: Long): Unit = {
          rows.write(batchRows, batch)
          unsent = ranges(batch).until.toLong
          written = unsent
        }
      }
    }
  }

  /** Forgets which savepoint a run was begun with. */
  object NamesNoSavepoint extends Pieces {
    override protected def firstStarts: FirstStarts = FirstStarts.NamesNoSavepoint
  }

  /** Begins with a savepoint that the marker does not name, as a query has begun without. */
  object LooksAtPlans extends Pieces {
    override protected def firstStarts: FirstStarts = FirstStarts.LooksAtPlans
  }

  /** Sends to Kafka with one place for the refusals of all tasks of a process. */
  object SharesRefusals extends Pieces {
    override def sink(world: World, run: String): Sink[CountedWord] = {
      val refused = new AtomicReference[Exception]
      val format = new RowFormat(WordCountJob.JOB.keyColumns, WordCountJob.JOB.valueColumns)
      (rows: BatchRows[CountedWord], batch: Long) => {
        rows.map[Int] { (part, task) =>
          part.asScala.foreach { row =>
            val value = format.toJsonLine(row, batch).getBytes(UTF_8)
            FaultBroker.producer.send(
              new ProducerRecord(world.name, value),
              (_, failure) => { refused.compareAndSet(null, failure); () }
            )
          }
          FaultBroker.producer.flush()
          Option(refused.getAndSet(null)).foreach(throw _)
          task.partition
        }
        ()
      }
    }
  }

  /** Sends the dead letters of a classic job where its branches read the records, of which it has two. */
  object LetterInEachBranch extends Pieces {
    override def output(
        world: World,
        gate: Gate,
        records: BatchRows[InputRecord],
        rows: BatchRows[CountedWord],
        batch: Long
    ): Unit = gate.rows(passing(world, records, passing(world, records, rows)), batch)
  }

  /** Keeps offsets in the table of the rows, and looks at the offsets alone, not at who writes them. */
  object HasNoOwner extends Pieces {
    override def offsets(world: World, rows: Sink[CountedWord]): Offsets = new Offsets {
      private var ranges = Map.empty[Long, Planning]

      override def load(): Int = world.faults.at(Seam.readOffsets) {
        var until = 0L
        JdbcSinks.once(rows) { connection =>
          connection.createStatement.execute(
            "CREATE TABLE IF NOT EXISTS old_offsets (name text PRIMARY KEY, until bigint NOT NULL)"
          )
          until = kept(connection).getOrElse(0L)
        }
        until.toInt
      }

      private def kept(connection: Connection): Option[Long] = {
        val found = connection.createStatement.executeQuery(
          s"SELECT until FROM old_offsets WHERE name = '${world.name}' FOR UPDATE"
        )
        if (found.next()) Some(found.getLong(1)) else None
      }

      override def planned(batch: Planning): Unit = ranges += batch.batch -> batch

      override val sink: Sink[CountedWord] = new Sink[CountedWord] {
        override def write(batchRows: BatchRows[CountedWord], batch: Long): Unit = {
          val range = ranges(batch)
          JdbcSinks.write(rows, batchRows, batch)(connection => {
            val before = kept(connection).getOrElse(range.from.toLong)
            if (before != range.from && before != range.until)
              throw new IllegalStateException(s"at offset $before, and this batch begins at ${range.from}")
            connection.createStatement.execute(
              s"INSERT INTO old_offsets VALUES ('${world.name}', ${range.until}) " +
                "ON CONFLICT (name) DO UPDATE SET until = excluded.until"
            )
          })
        }
      }
    }
  }
}
