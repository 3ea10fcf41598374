package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.file.attribute.PosixFilePermissions
import java.nio.file.{Files, Path}
import java.util.concurrent.TimeUnit
import org.scalatest.Tag
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** What goes wrong around a command, as a process: each call ends with 2 or 3 and one clear line, and leaves
  * nothing half-written. `BadCallsSuite` has the calls that are wrong in themselves.
  */
@EndToEnd
class BadCallsEndToEndSuite extends AnyFunSuite {
  private val twinstream = "bin/twinstream"

  /** What ended a command: its line of the form `twinstream: MESSAGE`; there is one, and no trace. */
  private def said(result: Bin.Result, exit: Int = 3): String = {
    val lines = result.err.linesIterator.toList
    assert(result.exit == exit && !lines.exists(_.startsWith("\tat ")), result)
    val ours = lines.filter(_.startsWith("twinstream: "))
    assert(ours.size == 1 && lines.last == ours.head, result)
    ours.head
  }

  private def names(folder: Path): Set[String] =
    if (Files.isDirectory(folder)) Files.list(folder).iterator.asScala.map(_.getFileName.toString).toSet
    else Set.empty

  /** The files that hold anything; what is named `.partial` says itself that it is not whole. */
  private def written(folder: Path): Set[String] = {
    val all = Files.walk(folder)
    try
      all.iterator.asScala
        .filter(file => Files.isRegularFile(file) && Files.size(file) > 0)
        .map(_.getFileName.toString)
        .filterNot(_.endsWith(".partial"))
        .toSet
    finally all.close()
  }

  private val compare = Seq("compare", "word-count", "--quiet")
  private val ofManyWords = Seq("run", "word-count", "--quiet", "--engine")

  /** Enough lines that no disk of these tests takes what is made of them. */
  private def manyWords(folder: Path): Path =
    TempFolder.write(folder.resolve("r"), (0 until 200000).map(n => s"${n / 50}\tword-$n\n").mkString)

  /** A command that writes to a place, and what it says where the disk there is full. */
  private final case class Writing(name: String, starts: Path => Seq[String], message: String, tags: Tag*)

  private val full = Seq(
    Writing(
      "record",
      d => Seq("record", s"recording:${manyWords(d.getParent)}", "--out", s"$d/r", "--quiet"),
      "/disk/r"
    ),
    Writing("scan --out", d => Seq("scan", classes, "--out", s"$d/scan.html", "--format", "html"), "--out "),
    Writing(
      "replay --to files:",
      d => Seq("replay", s"${manyWords(d.getParent)}", "--to", s"files:$d/out", "--speed", "max", "--quiet"),
      "/disk/out"
    ),
    Writing("local kafka --dir", d => Seq("local", "kafka", "--port", "0", "--dir", s"$d/kafka"), "kafka"),
    Writing(
      "local postgres --dir",
      d => Seq("local", "postgres", "--port", "0", "--dir", s"$d/postgres"),
      "postgres"
    ),
    Writing("compare --report", d => compare ++ Seq("--report", s"$d/r.html"), "r.html: cannot be written"),
    Writing(
      "compare --emit",
      d => compare ++ Seq("--input", s"${manyWords(d.getParent)}", "--emit", s"$d/rows"),
      "No space left on device",
      LongRun
    ),
    Writing("train --out", d => Seq("train", "--quiet", "--out", s"$d/model"), "model", LongRun)
  ) ++
    (for (engine <- Seq("dstream", "structured"); sink <- Seq("json", "text"))
      yield Writing(
        s"run on $engine, $sink:",
        d =>
          ofManyWords ++ Seq(engine, "--source", s"recording:${manyWords(d.getParent)}") ++ Seq(
            "--sink",
            s"$sink:$d/out"
          ),
        s"$sink:",
        LongRun
      )) ++
    (for (engine <- Seq("dstream", "structured"))
      yield Writing(
        s"run on $engine, --checkpoint",
        d =>
          ofManyWords ++ Seq(engine, "--source", s"recording:${manyWords(d.getParent)}") ++
            Seq("--sink", s"json:${d.resolveSibling("out")}", "--checkpoint", s"$d/checkpoint"),
        "No space left on device",
        LongRun
      ))

  private def classes: String = Bin.home.resolve("target/twinstream.jar").toString

  for (Writing(name, command, message, tags @ _*) <- full)
    test(s"a full disk: $name", tags: _*) {
      TempFolder.use { folder =>
        SmallDisk.use(folder, 1) { disk =>
          SmallDisk.fill(disk)
          val result = Bin.run(folder, twinstream +: command(disk): _*)
          val line = said(result)
          info(line)
          assert(line.contains(message) && line.contains("No space left on device"), result)
          assert(written(disk) == Set("filler"), result)
        }
      }
    }

  for (Writing(name, command, message, tags @ _*) <- full)
    test(s"a folder that is only for reading: $name", tags: _*) {
      TempFolder.use { folder =>
        SmallDisk.use(folder, 1) { disk =>
          SmallDisk.makeReadOnly(disk)
          val result = Bin.run(folder, twinstream +: command(disk): _*)
          val line = said(result)
          info(line)
          assert(line.contains(message) || line.contains(disk.toString), result)
          assert(line.toLowerCase.contains("read-only") || line.contains("Mkdirs failed"), result)
        }
      }
    }

  /** For a user who may not write there; root may write everywhere. */
  private def withoutRight(folder: Path)(body: (Path, Seq[String]) => Unit): Unit = {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"))
    val isRoot = System.getProperty("user.name") == "root"
    val place = Files.createDirectory(folder.resolve("place"))
    if (!isRoot) Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("r-xr-xr-x"))
    assume(!isRoot || Files.isExecutable(java.nio.file.Paths.get("/usr/bin/setpriv")), "no setpriv here")
    body(place, if (isRoot) Seq("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups") else Seq.empty)
  }

  for (
    (name, command) <- Seq[(String, Path => Seq[String])](
      "scan --out" -> (place => Seq("scan", classes, "--out", s"$place/scan.txt")),
      "record --out" -> (place =>
        Seq("record", s"recording:${Bin.home}/data/words.recording", "--out", s"$place/r", "--quiet")
      ),
      "replay --to files:" -> (place =>
        Seq(
          "replay",
          s"${Bin.home}/data/words.recording",
          "--to",
          s"files:$place/out",
          "--speed",
          "max",
          "--quiet"
        )
      ),
      "local kafka --dir" -> (place => Seq("local", "kafka", "--port", "0", "--dir", s"$place/kafka"))
    )
  )
    test(s"no permission: $name") {
      TempFolder.use { folder =>
        withoutRight(folder) { (place, as) =>
          val command_ = (as :+ Bin.home.resolve(twinstream).toString) ++ command(place)
          val line = said(Bin.run(folder, command_ : _*))
          info(line)
          assert(line.contains(place.toString) || line.contains("--out"))
          assert(line.toLowerCase.contains("permission denied"))
          assert(written(place) == Set.empty)
        }
      }
    }

  private def local(folder: Path, server: String, more: String*): (Bin.Running, String) = {
    val running = Bin.start(folder, Seq(twinstream, "local", server, "--port", "0") ++ more)
    Bin.eventually(running)(running.out.endsWith("\n"))
    (running, running.out.trim)
  }

  /** The process that does the work of `local`, and those below it. */
  private def helpers(running: Bin.Running): Seq[ProcessHandle] = running.descendants

  test("kill -9 of the broker of local kafka", LongRun) {
    TempFolder.use { folder =>
      val (running, _) = local(folder, "kafka")
      helpers(running).foreach(_.destroyForcibly())
      assert(said(running.await()) == "twinstream: kafka: the broker has ended by itself")
    }
  }

  test("kill -9 of the server of local postgres") {
    TempFolder.use { folder =>
      val data = folder.resolve("data")
      val (running, _) = local(folder, "postgres", "--dir", data.toString)
      val pid = Files.readAllLines(data.resolve("data/postmaster.pid")).get(0).toLong
      ProcessHandle.of(pid).get.destroyForcibly()
      assert(said(running.await()) == "twinstream: postgres: the server has ended by itself")
    }
  }

  for (server <- Seq("kafka", "postgres"))
    test(s"two at once in one folder: local $server", LongRun.unless(server == "postgres"): _*) {
      TempFolder.use { folder =>
        val data = folder.resolve("data").toString
        val (first, address) = local(folder, server, "--dir", data)
        try {
          val second =
            said(Bin.run(folder, twinstream, "local", server, "--port", "0", "--dir", data))
          info(second)
          assert(second.contains(data) && first.isAlive && address.nonEmpty)
        } finally {
          first.signal("TERM")
          first.await()
        }
      }
    }

  test("two at once in one folder: record") {
    TempFolder.use { folder =>
      val in = Files.createDirectory(folder.resolve("in"))
      val out = folder.resolve("r")
      val command = Seq(twinstream, "record", s"files:$in", "--out", out.toString)
      val first = Bin.start(folder, command)
      Bin.eventually(first)(Files.exists(folder.resolve("r.partial")))
      val second = said(Bin.start(folder, command).await(), exit = 2)
      info(second)
      assert(second.contains("r.partial"))
      first.signal("TERM")
      assert(first.await().exit == 0 && names(folder).intersect(Set("r", "r.partial")) == Set("r"))
    }
  }

  test("the broker is gone in the middle: feed, record", LongRun) {
    TempFolder.use { folder =>
      val (broker, address) = local(folder, "kafka")
      val slow = TempFolder.write(
        folder.resolve("slow"),
        "delivery.timeout.ms=6000\nrequest.timeout.ms=3000\nmax.block.ms=6000\n"
      )
      val feed = Bin.start(
        folder,
        Seq(twinstream, "feed", "--generate", "words", "--to", s"kafka:$address/t", "--rate", "100") ++
          Seq("--kafka-properties", slow.toString)
      )
      Bin.eventually(feed)(feed.err.contains("words") || feed.err.contains("line"))
      val record = Bin.start(folder, Seq(twinstream, "record", s"kafka:$address/t", "--out", s"$folder/r"))
      Bin.eventually(record)(record.err.contains("recording"))
      helpers(broker).foreach(_.destroyForcibly())
      broker.await()
      val line = said(feed.await())
      info(line)
      assert(line.contains(address))
      record.signal("TERM")
      assert(record.await().exit == 0 && names(folder).contains("r"))
    }
  }

  test("a wrong password of PostgreSQL: run, savepoint") {
    TempFolder.use { folder =>
      Postgres.use(folder) { postgres =>
        val wrong = postgres.url.replaceFirst("password=[^&]*", "password=wr0ng")
        val out = folder.resolve("savepoint")
        for (
          command <- Seq(
            ofManyWords ++ Seq(
              "dstream",
              "--source",
              s"files:$folder",
              "--sink",
              s"jdbc:${wrong.stripPrefix("jdbc:")}#t"
            ),
            Seq("savepoint", "--offsets-table", wrong, "--query", "SELECT 1", "--offset-is", "next") ++
              Seq("--kafka", Broker.shared.address, "--out", out.toString)
          )
        ) {
          val line = said(Bin.run(folder, twinstream +: command: _*))
          info(line)
          assert(line.contains("password authentication failed") && !line.contains("wr0ng"), line)
        }
        assert(!Files.exists(out))
      }
    }
  }

  /** The exit codes of a command and of `head`, which reads one line and is gone. */
  private def beforeHead(folder: Path, words: String*): (String, Bin.Result) = {
    val script = s"""set -o pipefail; "$$@" | head -n 1; echo "$${PIPESTATUS[0]}""""
    val result =
      Bin.run(folder, Seq("bash", "-c", script, "head", Bin.home.resolve(twinstream).toString) ++ words: _*)
    (result.out.linesIterator.toList.last, result)
  }

  for (words <- Seq("jobs", "scan " + classes, "help run", "jobs --format json"))
    test(s"who reads the output is gone: ${words.replace(classes, "JAR")} | head -n 1") {
      TempFolder.use { folder =>
        val (exit, result) = beforeHead(folder, words.split(' ').toSeq: _*)
        assert(exit == "0" && result.out.linesIterator.size == 2 && result.err.isEmpty, result)
      }
    }

  test("what fails fails, whoever reads it") {
    TempFolder.use { folder =>
      val (exit, result) = beforeHead(folder, "scan", s"$folder/none")
      assert(exit == "2" && result.err.startsWith("twinstream: "), result)
    }
  }

  test("the first line of a run is there before Spark is, in a pipe too") {
    TempFolder.use { folder =>
      val began = System.nanoTime
      val running =
        Bin.start(folder, Seq(twinstream, "run", "word-count", "--engine", "dstream", "--sink", "paper"))
      Bin.eventually(running, 10)(running.err.nonEmpty)
      val millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime - began)
      info(s"first line after $millis ms")
      val result = running.await()
      assert(result.err.startsWith("run: starting\n"), result)
      assert(said(result, 2).contains("unknown sink 'paper'"))
      val quiet = Bin.run(
        folder,
        Seq(twinstream, "run", "word-count", "--quiet", "--engine", "dstream", "--sink", "paper"): _*
      )
      assert(quiet.err == s"${said(quiet, 2)}\n")
    }
  }
}
