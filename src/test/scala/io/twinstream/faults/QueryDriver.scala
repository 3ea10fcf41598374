package io.twinstream.faults

/** The offset log and the commit log of a query. */
final case class QueryLog(planned: Vector[Planning], committed: Int)

/** A driver of Structured Streaming: `MicroBatchExecution` of 3.5. A micro-batch is planned, run and
  * committed; one that is planned and not committed is run again by the next driver, with the same records. A
  * micro-batch that fails ends the query. Two drivers find each other when they add to a log, after they have
  * written.
  */
final class QueryDriver(world: World, number: Int) extends Driver(world, number) {
  private var finished = false
  private var id = ""

  override def isFinished: Boolean = finished

  override protected def run(): Unit = {
    val started = world.started()
    id = started.run
    world.history.add(s"goes on after micro-batch ${world.log.committed - 1} of run $id")
    val before = world.log.planned.size - 1
    val gate = world.pieces.gate(world, started, batch => batch <= before, () => ())
    var number = world.log.committed
    var isStopping = false
    pause()
    while (!isStopping && !isRead(number)) {
      val batch = world.log.planned.lift(number).getOrElse(plan(number))
      pause()
      write(gate, batch)
      pause()
      commit(number)
      number += 1
      isStopping = world.random.nextInt(12) == 0
      pause()
    }
    finished = isRead(number)
    world.history.add("stops")
  }

  private def isRead(number: Int): Boolean =
    number >= world.log.planned.size && world.isRead(world.log.planned.lastOption.map(_.until).getOrElse(0))

  private def plan(number: Int): Planning = {
    val from = world.log.planned.lastOption.map(_.until).getOrElse(0)
    val until = math.min(world.setup.records.size, from + 1 + world.random.nextInt(3))
    val batch = Planning(id, number.toLong, from, until)
    world.faults.at(Seam.checkpoint) {
      if (world.log.planned.size != number)
        throw new IllegalStateException(s"another query has planned micro-batch $number")
      world.log = world.log.copy(planned = world.log.planned :+ batch)
      world.planned += batch
      world.tick()
      world.history.add(s"micro-batch $number is planned: [$from, $until)")
    }
    batch
  }

  private def commit(number: Int): Unit =
    world.faults.at(Seam.checkpoint) {
      if (world.log.committed != number)
        throw new IllegalStateException(s"another query has committed micro-batch $number")
      world.log = world.log.copy(committed = number + 1)
      world.history.add(s"micro-batch $number is committed")
    }
}
