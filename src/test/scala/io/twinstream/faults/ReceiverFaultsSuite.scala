package io.twinstream.faults

import org.scalatest.funsuite.AnyFunSuite

/** The port's receiver and a sender that forgets what is acknowledged, over real sockets. */
class ReceiverFaultsSuite extends AnyFunSuite {
  private val name = getClass.getName

  test("a line is forgotten by its sender only when its micro-batch is committed") {
    Seeds.check(name, Seeds(100)) { (seed, folder) =>
      var lines: Option[ReceiverDriver.Lines] = None
      val world = new World(
        seed,
        new Pieces,
        folder,
        Seq(SinkPlace.Json),
        Setup.drawReceiver,
        (world, number) => {
          if (lines.isEmpty) lines = Some(ReceiverDriver.sender(world.setup.records))
          new ReceiverDriver(world, number, lines.get)
        }
      )
      try Seeds.Outcome(seed, world.run(), world.toString)
      finally lines.foreach(_.server.close())
    }
  }
}
