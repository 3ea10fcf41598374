package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import org.scalatest.funsuite.AnyFunSuite

/** What a savepoint of `TWINSTREAM_MOVE_KEYS` keys takes, a million unless it is set, with the heap that
  * `bin/twinstream` gives it, 2 GiB. The figures are printed.
  */
@EndToEnd
class MoveSizeEndToEndSuite extends AnyFunSuite {
  private val jobs = Seq(
    ("updateStateByKey", "running-word-count", "dstream", Seq("--", "--grain", "changed")),
    ("mapWithState", "vote-tally", "dstream", Seq.empty),
    ("the port", "running-word-count", "structured", Seq.empty)
  )

  private val keys = sys.env.get("TWINSTREAM_MOVE_KEYS").map(_.toInt).getOrElse(1000000)

  for ((name, job, engine, options) <- jobs)
    test(f"$name: $keys%,d keys", LongRun) {
      TempFolder.use { folder =>
        val checkpoint = folder.resolve("checkpoint")
        val conf = moreMemory(folder.resolve("conf"))
        val command = Seq("bin/twinstream", "run", job, "--engine", engine, "--master", "local[2]") ++
          Seq("--source", s"recording:${recording(folder.resolve("r"), keys)}") ++
          Seq("--sink", s"json:${folder.resolve("rows")}", "--checkpoint", checkpoint.toString) ++ options
        val made = Bin.start(folder, command, Map("SPARK_CONF_DIR" -> conf.toString))
        val exit = made.await(7200)
        assert(exit.exit == 0, exit)

        val start = System.nanoTime
        val saving = Bin.start(
          folder,
          Seq("bin/twinstream", "savepoint", checkpoint.toString, "--out", folder.resolve("out").toString) ++
            Seq("--master", "local[2]", "--even-if-running")
        )
        var peak = ""
        var worked = 0.0
        while (saving.isAlive) {
          peak = saving.peakMemory.getOrElse(peak)
          worked = saving.processorSeconds.getOrElse(worked)
          java.util.concurrent.locks.LockSupport.parkNanos(100000000L)
        }
        val saved = saving.await()
        assert(saved.exit == 0 && saved.out.contains(f": $keys%,d keys, "), saved)
        info(
          f"${(System.nanoTime - start) / 1e9}%.1f s from start to end ($worked%.1f s of processors), " +
            s"peak memory $peak, ${saved.out.linesIterator.toSeq.last}"
        )
      }
    }

  /** A tenth of the keys in each of ten batches, and two small batches. */
  private def recording(file: Path, keys: Int): Path = {
    val out = Files.newBufferedWriter(file)
    try {
      for (key <- 0 until keys) out.write(s"${key.toLong * 10 / keys * 1000}\tkey$key,c\n")
      for (batch <- 10 to 11) out.write(s"${batch * 1000}\tkey0,c\n")
    } finally out.close()
    file
  }

  /** Of the run that makes the checkpoint. */
  private def moreMemory(folder: Path): Path = {
    Files.createDirectory(folder)
    for (file <- Bin.home.resolve("conf").toFile.listFiles if file.isFile)
      Files.copy(file.toPath, folder.resolve(file.getName))
    val defaults = folder.resolve("spark-defaults.conf")
    val text = new String(Files.readAllBytes(defaults), UTF_8)
    Files.write(
      defaults,
      text.replaceFirst("spark.driver.memory +2g", "spark.driver.memory 8g").getBytes(UTF_8)
    )
    folder
  }
}
