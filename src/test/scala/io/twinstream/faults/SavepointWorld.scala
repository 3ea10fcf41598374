package io.twinstream.faults

import io.twinstream.error.UserError
import io.twinstream.migration.move.SavepointMaker
import io.twinstream.savepoint.{Savepoint, Savepoints}
import java.nio.file.{Files, Path}
import java.util.{Optional, SplittableRandom}
import org.apache.hadoop.conf.Configuration
import scala.collection.JavaConverters._

/** One seed of a savepoint that is made again until it is there: its makers fail, are killed, or are taken
  * for dead while another one is started.
  *
  * @param make
  *   from a checkpoint, into a folder
  */
final class SavepointWorld(seed: Long, folder: Path, make: (Path, Path) => Savepoint) {
  private val random = new SplittableRandom(seed)
  private val plan = FaultPlan.draw(random, Seam.ofSavepoint.map(_.copy(calls = 4)), 3)
  private val history = new History
  private val faults = new Faults(plan, history)
  private val checkpoint = SavepointWorld.checkpoint(folder.resolve("of-a-query"))
  private val source = contents(checkpoint)
  private val out = folder.resolve("savepoint/out")
  private val wrong = scala.collection.mutable.ArrayBuffer.empty[String]

  private final class Maker(number: Int) {
    var isThere = false
    private val life = new Life(number)
    private val fiber = new Fiber({
      Life.beginInThisThread(life)
      try {
        val made = make(checkpoint, out)
        history.add("says that it is done")
        isThere = true
        if (read() != Right(made)) wrong += s"maker $number made $made, and there is ${read()}"
      } catch {
        case _: DriverEnds => history.add("is gone")
        case e: Exception  =>
          history.add(s"ends with: ${e.getMessage}")
          isThere = e.isInstanceOf[UserError] && e.getMessage.contains("there is something already")
      } finally life.end()
    })

    def isOver: Boolean = fiber.isDone
    def isAsleep: Boolean = !fiber.isDone && fiber.isAsleep

    /** Runs it until it is over, or falls asleep. */
    def run(): Unit = {
      fiber.wakeUp()
      fiber.resume()
    }
  }

  /** Runs it to its end; returns what is wrong then, or meanwhile. */
  def run(): Seq[String] = FaultFs.use(folder, faults) {
    var makers = Vector.empty[Maker]
    while (wrong.isEmpty && !makers.exists(maker => maker.isOver && maker.isThere) && makers.size < 10) {
      makers :+= new Maker(makers.size + 1)
      makers.last.run()
      check()
      for (maker <- makers if maker.isAsleep && random.nextInt(3) == 0) wake(maker)
    }
    makers.filter(_.isAsleep).foreach(wake)
    if (wrong.isEmpty && read().isLeft) wrong += s"not made by ${makers.size} makers"
    if (contents(checkpoint) != source) wrong += "the checkpoint is not what it was"
    wrong.toList
  }

  private def wake(maker: Maker): Unit = {
    maker.run()
    check()
  }

  /** There is no savepoint, or a whole one. */
  private def check(): Unit = {
    if (SavepointWorld.names(out).nonEmpty) read().left.foreach(wrong += _)
  }

  private def read(): Either[String, Savepoint] =
    try Right(Savepoints.read(out.toString, SavepointWorld.hadoop))
    catch { case e: UserError => Left(e.getMessage) }

  private def contents(of: Path): Map[Path, String] = {
    val all = Files.walk(of)
    try
      all.iterator.asScala
        .filter(Files.isRegularFile(_))
        .map(file => file -> new String(Files.readAllBytes(file), "UTF-8"))
        .toMap
    finally all.close()
  }

  override def toString: String = s"plan:\n${plan.faults.mkString("\n")}\nhistory:\n$history"
}

object SavepointWorld {
  private val hadoop = new Configuration

  /** A query without state: its savepoint is made without an engine. */
  private def checkpoint(folder: Path): Path = {
    for (
      (name, text) <- Seq(
        "metadata" -> """{"id":"q"}""",
        "offsets/0" -> "v1\n{\"conf\":{}}\n{\"orders\":{\"0\":118}}",
        "commits/0" -> "v1\n{}"
      )
    ) {
      Files.createDirectories(folder.resolve(name).getParent)
      Files.write(folder.resolve(name), text.getBytes("UTF-8"))
    }
    folder
  }

  private def names(folder: Path): Set[String] =
    if (!Files.exists(folder)) Set.empty
    else {
      val all = Files.list(folder)
      try all.iterator.asScala.map(_.getFileName.toString).toSet
      finally all.close()
    }

  def make(checkpoint: Path, out: Path): Savepoint =
    SavepointMaker.of(checkpoint.toString, hadoop).write(FaultFs.uri(out), Optional.empty(), null)

  /** As it would be without a folder beside. */
  def makeInPlace(checkpoint: Path, out: Path): Savepoint = {
    SavepointMaker.checkTarget(FaultFs.uri(out), hadoop)
    val content = plain(checkpoint, out)
    Savepoints.write(content, FaultFs.uri(out), hadoop)
    content
  }

  /** As it was when whatever savepoint was there after the rename was taken for its own. */
  def makeAsOneMore(checkpoint: Path, out: Path): Savepoint = {
    SavepointMaker.checkTarget(FaultFs.uri(out), hadoop)
    val target = new org.apache.hadoop.fs.Path(FaultFs.uri(out))
    val staging = new org.apache.hadoop.fs.Path(target.getParent, s".out.${java.util.UUID.randomUUID}")
    val files = target.getFileSystem(hadoop)
    val content = plain(checkpoint, out)
    Savepoints.write(content, staging.toString, hadoop)
    files.delete(target, false)
    if (!files.rename(staging, target) || !Files.exists(out.resolve(Savepoint.FILE)))
      throw new IllegalStateException("the finished copy cannot be moved there")
    content
  }

  /** What a savepoint says, made where nothing fails. */
  private def plain(checkpoint: Path, out: Path): Savepoint = {
    val other = Files.createTempDirectory(checkpoint.getParent, "other").resolve("out")
    SavepointMaker.of(checkpoint.toString, hadoop).write(other.toString, Optional.empty(), null)
  }
}
