package io.twinstream.faults

import org.scalatest.funsuite.AnyFunSuite

/** The port's receiver and a sender that forgets what is acknowledged, over real sockets. */
class ReceiverFaultsSuite extends AnyFunSuite {

  test("a line is forgotten by its sender only when its micro-batch is committed") {
    Seeds.check(this, Seeds(100)) { (seed, folder) =>
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
      try Seeds.outcome(seed, world)
      finally lines.foreach(_.server.close())
    }
  }
}
