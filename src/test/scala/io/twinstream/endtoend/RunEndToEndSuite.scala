package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.net.{InetAddress, ServerSocket}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import org.scalatest.funsuite.AnyFunSuite

/** `run` as a process: real sockets, real files, real signals. */
@EndToEnd
class RunEndToEndSuite extends AnyFunSuite {

  private def words(from: Int, until: Int): Seq[String] = (from until until).map(i => s"w$i")

  private def withServer[A](body: ServerSocket => A): A = {
    val server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress)
    try body(server)
    finally server.close()
  }

  private def run(folder: Path, engine: String, source: String, out: Path, more: String*): Bin.Running =
    Bin.start(
      folder,
      Seq(
        "bin/twinstream",
        "run",
        "word-count",
        "--engine",
        engine,
        "--source",
        source,
        "--sink",
        s"json:$out"
      ) ++ more
    )

  for ((engine, signal) <- Seq("dstream" -> "TERM", "structured" -> "INT")) {
    test(
      s"$engine: SIG$signal stops gracefully, all that was received is counted, the next run starts clean"
    ) {
      TempFolder.use { folder =>
        withServer { server =>
          val source = s"socket:localhost:${server.getLocalPort}"
          val out = folder.resolve("out")
          for (round <- 0 to 1) {
            val running = run(folder, engine, source, out)
            val client = server.accept()
            val base = round * 10000
            // One write of less than a socket buffer: when one of its words is counted, all have been received.
            for (burst <- Seq(words(base, base + 500), words(base + 1000, base + 3000))) {
              client.getOutputStream.write(burst.map(_ + "\n").mkString.getBytes(UTF_8))
              Bin.eventually(running)(Rows.totals(Rows.in(out)).keySet.exists(burst.toSet))
            }
            running.signal(signal)
            val result = running.await()
            assert(result.exit == 0 && result.err.contains("nothing is pending"), result)
            client.close()
            val expected = (0 to round).flatMap(r =>
              words(r * 10000, r * 10000 + 500) ++ words(r * 10000 + 1000, r * 10000 + 3000)
            )
            assert(Rows.totals(Rows.in(out)) == expected.map(_ -> 1L).toMap)
          }
        }
      }
    }

    test(s"$engine: feed to socket, until the server closes", LongRun) {
      TempFolder.use { folder =>
        val port = Bin.freePort()
        val text = Bin.home.resolve("data/text/udhr-article-1.txt")
        val feed = Bin.start(folder, Seq("bin/twinstream", "feed", text.toString, "--to", s"socket:$port"))
        val out = folder.resolve("out")
        val result = run(folder, engine, s"socket:localhost:$port", out, "--until", "end").await()
        val fed = feed.await()
        assert(result.exit == 0 && fed.exit == 0, s"$result\n$fed")
        assert(fed.err.contains("sent 8 lines"))
        assert(Rows.totals(Rows.in(out)) == Bin.independentCount(text))
      }
    }

    test(s"$engine: the files of a folder, those that are there and those that come", LongRun) {
      TempFolder.use { folder =>
        val in = Files.createDirectory(folder.resolve("in"))
        val old = TempFolder.write(in.resolve("old, one.txt"), "a b\n가\n")
        Files.setLastModifiedTime(old, java.nio.file.attribute.FileTime.fromMillis(1000))
        TempFolder.write(in.resolve(".hidden"), "hidden\n")
        TempFolder.write(in.resolve("_temporary"), "hidden\n")
        val out = folder.resolve("out")
        val running = run(folder, engine, s"files:$in", out)
        Bin.eventually(running)(Rows.in(out).nonEmpty)
        val moved = TempFolder.write(folder.resolve("new"), "a c")
        Files.move(moved, in.resolve("new.txt"))
        Bin.eventually(running)(Rows.totals(Rows.in(out)).contains("c"))
        running.signal("TERM")
        val result = running.await()
        assert(result.exit == 0, result)
        assert(Rows.totals(Rows.in(out)) == Map("a" -> 2L, "b" -> 1L, "가" -> 1L, "c" -> 1L))
      }
    }
  }

  test("bin/submit: spark-submit's options before --, the job's behind it; the console shows the rows") {
    TempFolder.use { folder =>
      val recording = TempFolder.write(folder.resolve("r"), "0\ta b a\n1000\tc\n")
      val result = Bin.run(
        folder,
        Seq(
          "bin/submit",
          "word-count",
          "dstream",
          "--master",
          "local[2]",
          "--conf",
          "spark.app.id=mine",
          "--"
        ) ++
          Seq("--source", s"recording:$recording", "--sink", "console"): _*
      )
      assert(result.exit == 0, result)
      assert(
        result.out.linesIterator.toSet.filter(_.startsWith("--")) == Set(
          "-- batch 1000 --",
          "-- batch 2000 --"
        )
      )
      assert(result.out.linesIterator.toSet.intersect(Set("a     2", "b     1", "c     1")).size == 3, result)
    }
  }

  test(
    "visit-sessions into a table: a row for each session of a user, of the open ones one for each user",
    LongRun
  ) {
    TempFolder.use { folder =>
      val recording = TempFolder.write(
        folder.resolve("r"),
        Seq(500, 900, 6500, 13000).map(at => s"$at\t$at\tann\t/\n").mkString + "13500\t13500\tbob\t/\n"
      )
      Postgres.use(folder) { postgres =>
        for (
          (engine, rows, expected) <- Seq(
            ("dstream", "ended", Seq(Seq("ann", "500", "2"), Seq("ann", "6500", "1"))),
            ("structured", "ended", Seq(Seq("ann", "500", "2"), Seq("ann", "6500", "1"))),
            ("structured", "open", Seq(Seq("ann", "13000", "1"), Seq("bob", "13500", "1")))
          )
        ) {
          val table = s"${engine}_$rows"
          val result = Bin.run(
            folder,
            Seq("bin/twinstream", "run", "visit-sessions", "--engine", engine, "--master", "local[2]") ++
              Seq("--source", s"recording:$recording", "--sink", s"${postgres.url}#$table") ++
              Seq("--", "--gap", "3s", "--rows", rows): _*
          )
          assert(result.exit == 0, result)
          val query = s"""SELECT "user", "sessionStart", "visits" FROM $table ORDER BY 1, 2"""
          assert(postgres.query(query) == expected, engine)
        }
      }
    }
  }

  test("a job's own main runs it by spark-submit --class") {
    TempFolder.use { folder =>
      val recording = TempFolder.write(folder.resolve("r"), "0\ta b a\n")
      val script =
        "source bin/common.sh; find_java; spark_submit --class \"$1\" \"$jar\" --source \"$2\" --sink \"$3\""
      for (main <- Seq("DStreamWordCount", "StructuredWordCount")) {
        val out = folder.resolve(main)
        val result = Bin.run(
          folder,
          "bash",
          "-c",
          script,
          "submit",
          s"io.twinstream.jobs.wordcount.$main",
          s"recording:$recording",
          s"json:$out"
        )
        assert(result.exit == 0, result)
        assert(Rows.totals(Rows.in(out)) == Map("a" -> 2L, "b" -> 1L))
      }
    }
  }
}
