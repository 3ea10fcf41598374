package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.net.{InetAddress, ServerSocket}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** A run of a source that cannot give a batch again is killed and started again: what it had written stays.
  */
@EndToEnd
class RestartEndToEndSuite extends AnyFunSuite {

  private def run(folder: Path, engine: String, source: String, sink: String): Bin.Running =
    Bin.start(
      folder,
      Seq("bin/twinstream", "run", "word-count", "--engine", engine, "--master", "local[2]") ++
        Seq("--source", source, "--sink", s"$sink:${folder.resolve("out")}") ++
        Seq("--checkpoint", folder.resolve("checkpoint").toString)
    )

  /** Word to count over all batches, of either sink. */
  private def totals(folder: Path, sink: String): Map[String, Long] = {
    val out = folder.resolve("out")
    if (sink == "json") Rows.totals(Rows.in(out))
    else {
      val lines =
        files(out).filter(_.getFileName.toString.startsWith("part-")).flatMap(Files.readAllLines(_).asScala)
      lines
        .map(_.split("\t"))
        .groupBy(_.head)
        .map { case (word, counts) => word -> counts.map(_(1).toLong).sum }
    }
  }

  private def files(folder: Path): Seq[Path] =
    if (!Files.isDirectory(folder)) Seq.empty
    else {
      val all = Files.walk(folder)
      try
        all.iterator.asScala.filterNot(_.toString.contains(".staging")).filter(Files.isRegularFile(_)).toList
      finally all.close()
    }

  /** A port that is killed between its sink and its commit log leaves its newest micro-batch uncommitted. */
  private def uncommit(checkpoint: Path): Unit = {
    val commits = files(checkpoint.resolve("commits")).map(_.getFileName.toString)
    val newest = commits.filter(_.forall(_.isDigit)).map(_.toLong).max
    Seq(s"$newest", s".$newest.crc").foreach(name =>
      Files.deleteIfExists(checkpoint.resolve(s"commits/$name"))
    )
  }

  private val cases = for {
    engine <- Seq("dstream", "structured")
    kind <- Seq("socket", "receiver")
    sink <- Seq("json", "text")
  } yield (engine, kind, sink)

  for (((engine, kind, sink), n) <- cases.zipWithIndex) {
    test(
      s"$engine, $kind, $sink: killed within its newest batch and started again, the rows are there",
      LongRun.unless(n == 0): _*
    ) {
      TempFolder.use { folder =>
        val server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress)
        server.setSoTimeout(240000)
        var running = run(folder, engine, s"$kind:localhost:${server.getLocalPort}", sink)
        try {
          val first = server.accept()
          first.getOutputStream.write("a b c\n".getBytes(UTF_8))
          Bin.eventually(running)(totals(folder, sink) == Map("a" -> 1L, "b" -> 1L, "c" -> 1L))
          running.signal("KILL")
          running.await()
          first.close()
          if (engine == "structured") uncommit(folder.resolve("checkpoint"))
          running = run(folder, engine, s"$kind:localhost:${server.getLocalPort}", sink)
          val second = server.accept()
          second.getOutputStream.write("a d\n".getBytes(UTF_8))
          Bin.eventually(running)(totals(folder, sink).contains("d"))
          running.signal("TERM")
          val stopped = running.await()
          assert(stopped.exit == 0, stopped)
          second.close()
          assert(totals(folder, sink) == Map("a" -> 2L, "b" -> 1L, "c" -> 1L, "d" -> 1L), stopped)
        } finally {
          running.kill()
          server.close()
        }
      }
    }
  }
}
