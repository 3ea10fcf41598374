package io.twinstream.recovery

import io.twinstream.savepoint.{Savepoint, Savepoints}
import java.util.Optional
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.Path
import org.apache.spark.SparkConf

/** How a port begins with a savepoint, as `RunCommand` puts it together; for tests that are not of this
  * package.
  */
class FirstStarts {

  /** Returns the marker that claims the checkpoint, and the savepoint if nothing is committed there yet. */
  def begin(
      marker: CheckpointMarker,
      checkpoint: String,
      from: Option[String],
      hadoop: Configuration
  ): (CheckpointMarker, Option[Savepoint]) = {
    val goesOn = QueryRecovery.check(checkpoint, new SparkConf(false), hadoop)
    val isFirst = !goesOn.isPresent || !QueryRecovery.hasCommitted(checkpoint, hadoop)
    val savepoint = from.filter(_ => isFirst).map(folder => folder -> Savepoints.read(folder, hadoop))
    val given = savepoint.map { case (folder, read) => SavepointId.of(folder, read, hadoop) }
    val id = given.fold(Optional.empty[SavepointId])(Optional.of(_))
    if (isFirst) check(marker, checkpoint, id, hadoop)
    (marker.`with`(marker.windows, id), savepoint.map(_._2))
  }

  protected def check(
      marker: CheckpointMarker,
      checkpoint: String,
      given: Optional[SavepointId],
      hadoop: Configuration
  ): Unit =
    marker.checkFirstStart(checkpoint, given, CheckpointMarker.isBegun(checkpoint, hadoop))
}

object FirstStarts extends FirstStarts {

  /** As it was when a marker named no savepoint. */
  object NamesNoSavepoint extends FirstStarts {
    override protected def check(
        marker: CheckpointMarker,
        checkpoint: String,
        given: Optional[SavepointId],
        hadoop: Configuration
    ): Unit = ()
  }

  /** As it was when a query that had planned nothing could begin with a savepoint that its marker does not
    * name.
    */
  object LooksAtPlans extends FirstStarts {
    override protected def check(
        marker: CheckpointMarker,
        checkpoint: String,
        given: Optional[SavepointId],
        hadoop: Configuration
    ): Unit = {
      val folder = new Path(checkpoint)
      val files = folder.getFileSystem(hadoop)
      val isPlanned = Seq("offsets", "sources/0").exists(log => files.exists(new Path(folder, log)))
      marker.checkFirstStart(checkpoint, given, isPlanned)
    }
  }
}
