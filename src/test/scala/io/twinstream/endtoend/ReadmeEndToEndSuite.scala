package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, Page, ShownOutput, TempFolder}
import io.twinstream.migration.scan.Compiler
import java.nio.file.{Files, Path}
import java.util.jar.{JarEntry, JarOutputStream}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** The commands of the README and of the docs do what the page says, and print what it shows. Those that it
  * leaves to other suites are in `ShownCommandsSuite`.
  */
@EndToEnd
class ReadmeEndToEndSuite extends AnyFunSuite {

  /** Tests themselves, and demos, which have suites of their own. */
  private def isTestedElsewhere(block: Page.Block): Boolean =
    block.commands.exists(command => Seq("bin/test", "bin/demo").exists(command.startsWith))

  private val inEveryRun = Set("README.md", "own-job.md", "compare.md", "scan.md")

  for (page <- Page.all) {
    val (terminals, others) = page.blocks.filterNot(isTestedElsewhere).partition(_.isInTerminals)
    val (long, short) = others.partition(_.isLong)
    if (short.nonEmpty) {
      test(
        s"${page.name}: ${short.size} blocks of commands",
        LongRun.unless(inEveryRun(page.name)): _*
      )(hold(short))
    }
    for (block <- long) {
      test(s"${page.name}: ${block.commands.last}", LongRun)(hold(Seq(block)))
    }
    if (terminals.nonEmpty) {
      test(s"${page.name}: ${terminals.flatMap(_.commands).size} commands, each in a terminal", LongRun)(
        holdInTerminals(terminals.flatMap(_.commands))
      )
    }
  }

  /** Runs the blocks one after the other in one place: a later one may use what an earlier one wrote. */
  private def hold(blocks: Seq[Page.Block]): Unit =
    if (blocks.exists(_.script.contains(kafka))) Broker.use() { broker =>
      val orders = (1 to 500).map(i => s"""{"user":"u${i % 17}","cents":${i * 7 % 900}}""")
      broker.create("orders", 2)
      broker.create("clicks", 1)
      for (partition <- 0 to 1) broker.send("orders", partition, orders: _*)
      broker.send("clicks", 0, orders.take(40): _*)
      hold(blocks, broker.address)
    }
    else hold(blocks, kafka)

  private def hold(blocks: Seq[Page.Block], broker: String): Unit =
    TempFolder.use { folder =>
      val place = reader(folder)
      val differences = blocks.flatMap { block =>
        val script = "set -e\n" + here(block.script, folder).replace(kafka, broker)
        val result = Bin.start(folder, Seq("bash", "-c", script), in = place).await()
        assert(result.exit == block.exit, block.script + result)
        val printed = result.out.replace(s"$folder/", "/tmp/").linesIterator.toSeq
        val diff = block.shown.toSeq.flatMap(ShownOutput.diff(_, printed))
        if (diff.isEmpty) Nil else (block.script +: diff) ++ ("--- printed:" +: printed)
      }
      assert(differences.isEmpty, differences.mkString("\n", "\n", "\n"))
    }

  /** The broker of the pages. */
  private val kafka = "localhost:9092"

  /** The script, with the project's commands and temporary files where they are for this test. */
  private def here(script: String, folder: Path): String =
    script.replaceAll("(?m)^bin/", s"${Bin.home}/bin/").replace("/tmp/", s"$folder/")

  /** Starts each command when the one before has shown that it works, and ends all with Ctrl-C. */
  private def holdInTerminals(commands: Seq[String]): Unit =
    TempFolder.use { folder =>
      val place = reader(folder)
      val ports = Seq("9092", "9998", "9999").map(_ -> Bin.freePort().toString)
      val started = scala.collection.mutable.Buffer.empty[Bin.Running]
      try {
        for (command <- commands) {
          val moved = ports.foldLeft(here(command, folder)) { case (text, (port, free)) =>
            text.replaceAll(s"\\b$port\\b", free).replaceAll("local kafka$", s"local kafka --port $free")
          }
          val running = Bin.start(folder, Seq("bash", "-c", s"exec $moved"), in = place)
          started += running
          Bin.eventually(running)(works(command, running))
        }
        for (running <- started.reverse) {
          running.signal("INT")
          val result = running.await()
          assert(result.exit == 0, result)
        }
      } finally started.foreach(_.kill())
    }

  /** A job has done a batch with records, any other command has said something. */
  private def works(command: String, running: Bin.Running): Boolean =
    if (command.contains("twinstream run "))
      "[1-9][\\d,]* (records?|lines?)".r.findFirstIn(running.err).isDefined
    else (running.out + running.err).contains("\n")

  /** Where the reader of a page is: in the project, with applications and a recording of their own. */
  private def reader(folder: Path): Path = {
    val place = Files.createDirectory(folder.resolve("place"))
    for (
      each <- Files.list(Bin.home).iterator.asScala if !Set("bin", "data").contains(each.getFileName.toString)
    )
      Files.createSymbolicLink(place.resolve(each.getFileName), each)
    // Which a page makes anew.
    assert(Bin.run(folder, "cp", "-R", s"${Bin.home}/data", place.toString).exit == 0)
    archive(orders(folder), place.resolve("orders.jar"))
    Files.createSymbolicLink(place.resolve("page-views.jar"), PageViews.jar)
    Files.createSymbolicLink(place.resolve("jobs"), Bin.home.resolve("src/test/fixtures/python-jobs"))
    TempFolder.write(
      place.resolve("pages.recording"),
      Seq("0\t/a\tx", "100\t/b\tx", "200\t/a\ty", "1100\t/a\tx", "1200\t/c\tz").mkString("", "\n", "\n")
    )
    place
  }

  /** An application that knows nothing of twinstream: the one whose checkpoints are among the fixtures. */
  private def orders(folder: Path): Path = {
    val source = Bin.home.resolve("src/test/fixtures/checkpoints/OrdersApp.java")
    Compiler.compile(
      new String(Files.readAllBytes(source), "UTF-8"),
      Files.createDirectory(folder.resolve("orders"))
    )
  }

  private def archive(classes: Path, jar: Path): Unit = {
    val out = new JarOutputStream(Files.newOutputStream(jar))
    try
      for (each <- Files.walk(classes).iterator.asScala if Files.isRegularFile(each)) {
        out.putNextEntry(new JarEntry(classes.relativize(each).toString))
        Files.copy(each, out)
      }
    finally out.close()
  }
}
