package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.net.{InetAddress, ServerSocket}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.Path
import org.scalatest.funsuite.AnyFunSuite

/** `--source receiver` and `feed --ack` as processes. */
@EndToEnd
class ReceiverEndToEndSuite extends AnyFunSuite {
  private val log = Seq("--conf", "spark.streaming.receiver.writeAheadLog.enable=true")

  private def run(folder: Path, engine: String, port: Int, more: String*): Bin.Running =
    Bin.start(
      folder,
      Seq("bin/twinstream", "run", "word-count", "--engine", engine, "--master", "local[2]") ++
        Seq("--source", s"receiver:localhost:$port", "--sink", s"json:${folder.resolve("out")}") ++ more
    )

  private def feed(folder: Path, port: Int, lines: Int, more: String*): Bin.Running = {
    val file = TempFolder.write(folder.resolve("lines"), (1 to lines).map(n => s"w$n\n").mkString)
    Bin.start(
      folder,
      Seq("bin/twinstream", "feed", file.toString, "--to", s"socket:$port", "--ack") ++ more
    )
  }

  private def acknowledged(feed: Bin.Result): Int =
    "([\\d,]+) acknowledged".r
      .findAllMatchIn(feed.err)
      .toList
      .last
      .group(1)
      .replace(",", "")
      .toInt

  private def withBoth(a: Bin.Running, b: Bin.Running)(body: => Unit): Unit =
    try body
    finally {
      a.kill()
      b.kill()
    }

  for (engine <- Seq("dstream", "structured")) {
    test(s"$engine: until the sender has no more; all is acknowledged and counted once", LongRun) {
      TempFolder.use { folder =>
        val port = Bin.freePort()
        val running = run(folder, engine, port, "--until", "end")
        val feeding = feed(folder, port, 5000)
        withBoth(running, feeding) {
          val ended = running.await()
          assert(ended.exit == 0, ended)
          val fed = feeding.await()
          assert(fed.exit == 0 && fed.err.contains("fed 5,000 lines, 5,000 acknowledged"), fed)
          assert(Rows.totals(Rows.in(folder.resolve("out"))) == (1 to 5000).map(n => s"w$n" -> 1L).toMap)
        }
      }
    }

    test(
      s"$engine: stopped in the middle, what is acknowledged is what is counted; the rest comes next time",
      LongRun.unless(engine == "dstream"): _*
    ) {
      TempFolder.use { folder =>
        val port = Bin.freePort()
        val out = folder.resolve("out")
        val checkpoint = Seq("--checkpoint", folder.resolve("checkpoint").toString)
        val running = run(folder, engine, port, checkpoint ++ log: _*)
        val feeding = feed(folder, port, 40000, "--rate", "4000")
        withBoth(running, feeding) {
          Bin.eventually(running)(Rows.totals(Rows.in(out)).size > 2000)
          running.signal("TERM")
          val stopped = running.await()
          assert(stopped.exit == 0 && !stopped.err.contains("ReceivedBlockTracker"), stopped)
          val counted = Rows.totals(Rows.in(out))
          assert(counted == (1 to counted.size).map(n => s"w$n" -> 1L).toMap)
          assert(counted.size < 40000)
          val again = run(folder, engine, port, checkpoint ++ log ++ Seq("--until", "end"): _*)
          withBoth(again, feeding) {
            val ended = again.await()
            assert(ended.exit == 0, ended)
            assert(acknowledged(feeding.await()) == 40000)
            assert(Rows.totals(Rows.in(out)) == (1 to 40000).map(n => s"w$n" -> 1L).toMap)
          }
        }
      }
    }

    test(
      s"$engine: plain lines of a server that knows no protocol",
      LongRun.unless(engine == "dstream"): _*
    ) {
      TempFolder.use { folder =>
        val server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress)
        val running = run(folder, engine, server.getLocalPort, "--until", "end")
        try {
          val socket = server.accept()
          socket.getOutputStream.write("a b\r\na\nwithout an end".getBytes(UTF_8))
          socket.close()
          server.close()
          val ended = running.await()
          assert(ended.exit == 0, ended)
          assert(
            Rows.totals(Rows.in(folder.resolve("out"))) ==
              Map("a" -> 2L, "b" -> 1L, "without" -> 1L, "an" -> 1L, "end" -> 1L)
          )
        } finally {
          running.kill()
          server.close()
        }
      }
    }
  }

  test("dstream: not more lines a second than maxRate, and the sender waits", LongRun) {
    TempFolder.use { folder =>
      val port = Bin.freePort()
      val running = run(folder, "dstream", port, "--conf", "spark.streaming.receiver.maxRate=1000")
      val feeding = feed(folder, port, 200000, "--window", "500")
      withBoth(running, feeding) {
        def batches = Rows.in(folder.resolve("out")).groupBy(_.get("batch").asLong).map(_._2.size)
        Bin.eventually(running)(batches.size >= 5)
        running.signal("TERM")
        assert(running.await().exit == 0)
        assert(batches.max <= 1200 + 200 && batches.max >= 500, batches) // 1 s and a burst; a block more
        feeding.signal("TERM")
        val fed = feeding.await()
        assert(fed.exit == 0 && acknowledged(fed) == batches.sum, fed)
      }
    }
  }

  test("the write-ahead log without --checkpoint is refused") {
    TempFolder.use { folder =>
      val result = run(folder, "dstream", 1, log: _*).await()
      assert(result.exit == 2 && result.err.contains("add --checkpoint DIR"), result)
    }
  }

  test("feed --ack serves one receiver") {
    TempFolder.use { folder =>
      val result = feed(folder, 0, 1, "--clients", "2").await()
      assert(result.exit == 2 && result.err.contains("remove --clients"), result)
    }
  }
}
