package io.twinstream.ends.lines

import io.twinstream.local.feed.Feed

import io.twinstream.local.feed.FileLines

import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.error.UserError
import io.twinstream.engine.StopRequest
import java.io.{BufferedReader, InputStreamReader}
import java.net.Socket
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.Files
import org.scalatest.funsuite.AnyFunSuite
import scala.concurrent.{Await, Future}
import scala.concurrent.ExecutionContext.Implicits.global
import scala.concurrent.duration._

@RuleTier
class LineServerSuite extends AnyFunSuite {
  private val limit = 30.seconds

  private def withServer[A](body: LineServer => A): A = {
    val server = LineServer.start(0)
    try body(server)
    finally server.close()
  }

  private def readAll(port: Int): Future[Seq[String]] = {
    val socket = new Socket("localhost", port)
    Future {
      try {
        val in = new BufferedReader(new InputStreamReader(socket.getInputStream, UTF_8))
        Iterator.continually(in.readLine()).takeWhile(_ != null).toList
      } finally socket.close()
    }
  }

  private def fixed(lines: String*): Lines = {
    val left = lines.iterator
    () => if (left.hasNext) FeedLine.of(left.next().getBytes(UTF_8)) else null
  }

  test("every client that is there gets every line") {
    withServer { server =>
      val clients = Seq.fill(3)(readAll(server.port))
      val sent =
        new Feed(0, Long.MaxValue, 3).send(fixed("a", "", "가"), server, new StopRequest, _ => ())
      server.close()
      assert(clients.map(Await.result(_, limit)) == Seq.fill(3)(Seq("a", "", "가")))
      assert(sent.lines == 3 && sent.bytes == 1 + 0 + 3)
    }
  }

  test("a client goes away and another comes: the lines go on, in order") {
    withServer { server =>
      val lines = fixed((1 to 200000).map(_.toString): _*)
      val feeding = Future(new Feed(0, Long.MaxValue, 1).send(lines, server, new StopRequest, _ => ()))
      val first = new Socket("localhost", server.port)
      val in = new BufferedReader(new InputStreamReader(first.getInputStream, UTF_8))
      assert(in.readLine() == "1")
      first.close()
      val second = readAll(server.port)
      Await.result(feeding, limit)
      server.close()
      val rest = Await.result(second, limit).map(_.toInt)
      assert(rest.nonEmpty && rest == (rest.head to 200000))
    }
  }

  test("without a client nothing is sent, and a stop is heard") {
    withServer { server =>
      val stop = new StopRequest
      val feeding = Future(new Feed(0, Long.MaxValue, 1).send(fixed("a"), server, stop, _ => stop.request()))
      assert(Await.result(feeding, limit).lines == 0)
    }
  }

  test("not more lines than were asked for") {
    withServer { server =>
      val client = readAll(server.port)
      new Feed(0, 2, 1).send(fixed("a", "b", "c"), server, new StopRequest, _ => ())
      server.close()
      assert(Await.result(client, limit) == Seq("a", "b"))
    }
  }

  test("a port in use is named") {
    withServer { server =>
      val error = intercept[UserError](LineServer.start(server.port))
      assert(error.getMessage.startsWith(s"port ${server.port}: cannot listen there"))
    }
  }

  test("a file is sent byte for byte, with or without a line feed at its end") {
    TempFolder.use { folder =>
      val bytes = Array[Byte]('a', '\r', '\n', 0xff.toByte, 0, '\n', 'z')
      val lines = FileLines.open(Files.write(folder.resolve("f"), bytes))
      val read = Iterator.continually(lines.next()).takeWhile(_ != null).map(_.bytes.toSeq).toList
      lines.close()
      assert(read == List(Seq[Byte]('a', '\r'), Seq[Byte](0xff.toByte, 0), Seq[Byte]('z')))
    }
  }
}
