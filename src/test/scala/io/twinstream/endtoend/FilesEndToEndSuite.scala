package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.io.OutputStream
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path, StandardOpenOption}
import java.util.zip.GZIPOutputStream
import org.scalatest.funsuite.AnyFunSuite

/** `access-log` over a directory whose files come as they do in real life. */
@EndToEnd
class FilesEndToEndSuite extends AnyFunSuite {
  private def line(path: String): String =
    s"""10.0.0.1 - - [01/Jan/2024:00:00:00 +0000] "GET $path HTTP/1.1" 200 1"""

  private def write(file: Path, bytes: Array[Byte], wrap: OutputStream => OutputStream = identity): Path = {
    val out = wrap(Files.newOutputStream(file))
    try out.write(bytes)
    finally out.close()
    file
  }

  /** The rows of a `text:` sink as columns. */
  private def rows(folder: Path): Seq[Seq[String]] =
    if (!Files.isDirectory(folder)) Seq.empty
    else
      Files
        .walk(folder)
        .toArray
        .map(_.asInstanceOf[Path])
        .filter(file => file.getFileName.toString.startsWith("part-") && !file.toString.contains(".staging"))
        .flatMap(file => new String(Files.readAllBytes(file), UTF_8).split("\n").filter(_.nonEmpty))
        .map(_.split("\t").toSeq)
        .toSeq

  private def counts(folder: Path): Map[String, Long] =
    rows(folder).groupBy(_(1)).map { case (name, each) => (name, each.map(_(3).toLong).sum) }

  for (engine <- Seq("dstream", "structured")) {
    test(s"$engine: written slowly, renamed, hidden, empty, gzip, malformed, changed after it was read") {
      TempFolder.use { folder =>
        val in = Files.createDirectory(folder.resolve("in"))
        val out = folder.resolve("out")
        val running = Bin.start(
          folder,
          Seq("bin/twinstream", "run", "access-log", "--engine", engine, "--source", s"files:$in") ++
            Seq("--sink", s"text:$out", "--batch-interval", "500ms")
        )
        Bin.eventually(running)(running.err.contains("started"))

        val slow = write(in.resolve(".slow.log"), (line("/slow/1") + "\n").getBytes(UTF_8))
        write(in.resolve("empty.log"), Array.emptyByteArray)
        write(in.resolve("_part.log"), (line("/hidden") + "\n").getBytes(UTF_8))
        val gzip = folder.resolve("gzip")
        write(gzip, (line("/gzip") + "\n").getBytes(UTF_8), new GZIPOutputStream(_))
        Files.move(gzip, in.resolve("log.gz"))
        val first = folder.resolve("first")
        val malformed = Array[Byte](-1, -2, 0, '\n') ++ "neither this\n".getBytes(UTF_8)
        write(first, (line("/first") + "\n").getBytes(UTF_8) ++ malformed)
        Files.move(first, in.resolve("first.log"))
        Bin.eventually(running)(Seq("/gzip", "/first").forall(counts(out).contains))

        Files.write(
          in.resolve("first.log"),
          (line("/changed") + "\n").getBytes(UTF_8),
          StandardOpenOption.APPEND
        )
        Files.write(slow, (line("/slow/2") + "\n").getBytes(UTF_8), StandardOpenOption.APPEND)
        Files.move(slow, in.resolve("slow.log"))
        Bin.eventually(running)(counts(out).contains("/slow/2"))
        running.signal("TERM")
        val result = running.await()
        assert(result.exit == 0, result)
        val expected = Map(
          "/first" -> 1L,
          "/gzip" -> 1L,
          "/slow/1" -> 1L,
          "/slow/2" -> 1L,
          "200" -> 4L,
          "malformed" -> 2L // invalid UTF-8, and no log line
        )
        assert(counts(out) == expected)
      }
    }
  }

  test("structured: a session ends on the machine's clock, without another visit", LongRun) {
    TempFolder.use { folder =>
      val in = Files.createDirectory(folder.resolve("in"))
      TempFolder.write(in.resolve("visits"), "1000\tann\t/a\n1500\tann\t/b\n")
      val out = folder.resolve("out")
      val running = Bin.start(
        folder,
        Seq("bin/twinstream", "run", "visit-sessions", "--engine", "structured", "--source", s"files:$in") ++
          Seq("--sink", s"json:$out", "--", "--timeout", "processing", "--gap", "1s")
      )
      Bin.eventually(running)(Rows.in(out).nonEmpty)
      running.signal("TERM")
      val result = running.await()
      assert(result.exit == 0, result)
      assert(
        Rows.in(out).map(r => (r.get("user").asText, r.get("sessionEnd").asLong, r.get("visits").asLong)) ==
          Seq(("ann", 1500L, 2L))
      )
    }
  }
}
