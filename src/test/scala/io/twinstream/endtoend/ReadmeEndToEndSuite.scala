package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, Page, ShownOutput, TempFolder}
import io.twinstream.migration.scan.Compiler
import java.nio.file.{Files, Path}
import java.util.jar.{JarEntry, JarOutputStream}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** The commands of the README and of the docs do what the page says, and print what it shows. */
@EndToEnd
class ReadmeEndToEndSuite extends AnyFunSuite {

  /** Tests themselves, and demos, which have suites of their own. */
  private def isTestedElsewhere(block: Page.Block): Boolean =
    block.commands.exists(command => Seq("bin/test", "bin/demo").exists(command.startsWith))

  for (page <- Page.all) {
    val blocks = page.blocks.filterNot(isTestedElsewhere)
    val (long, short) = blocks.partition(_.isLong)
    if (short.nonEmpty) {
      test(s"${page.name}: ${short.size} blocks of commands")(hold(short))
    }
    for (block <- long) {
      test(s"${page.name}: ${block.commands.last}", LongRun)(hold(Seq(block)))
    }
  }

  /** Runs the blocks one after the other in one place: a later one may use what an earlier one wrote. */
  private def hold(blocks: Seq[Page.Block]): Unit =
    TempFolder.use { folder =>
      val place = reader(folder)
      val differences = blocks.flatMap { block =>
        val script =
          "set -e\n" + block.script.replaceAll("(?m)^bin/", s"${Bin.home}/bin/").replace("/tmp/", s"$folder/")
        val result = Bin.start(folder, Seq("bash", "-c", script), in = place).await()
        assert(result.exit == block.exit, block.script + result)
        val printed = result.out.replace(s"$folder/", "/tmp/").linesIterator.toSeq
        val diff = block.shown.toSeq.flatMap(ShownOutput.diff(_, printed))
        if (diff.isEmpty) Nil else (block.script +: diff) ++ ("--- printed:" +: printed)
      }
      assert(differences.isEmpty, differences.mkString("\n", "\n", "\n"))
    }

  /** Where the reader of a page is: in the project, with applications and a recording of their own. */
  private def reader(folder: Path): Path = {
    val place = Files.createDirectory(folder.resolve("place"))
    for (each <- Files.list(Bin.home).iterator.asScala if each.getFileName.toString != "bin")
      Files.createSymbolicLink(place.resolve(each.getFileName), each)
    archive(orders(folder), place.resolve("orders.jar"))
    Files.createSymbolicLink(place.resolve("page-views.jar"), PageViews.jar)
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
