package io.twinstream.jobs

import io.twinstream.{RuleTier, TempFolder}
import java.nio.file.{Files, Path, Paths}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._
import scala.sys.process._

/** What a reader sees who lays a job's twins side by side. */
@RuleTier
class TwinSourcesSuite extends AnyFunSuite {
  private val mostLinesOfJob = 72
  private val mostOfTopology = 25

  private val jobs =
    Paths.get(sys.env.getOrElse("TWINSTREAM_HOME", ".")).resolve("src/main/java/io/twinstream/jobs")

  /** Name, classic file, port. */
  private val twins: Seq[(String, Path, Path)] = Files
    .walk(jobs)
    .iterator
    .asScala
    .toSeq
    .map(file => (file, file.getFileName.toString))
    .collect {
      case (file, name) if name.startsWith("DStream") && !file.getParent.endsWith("engine") =>
        val job = name.stripPrefix("DStream").stripSuffix(".java")
        (job, file, file.resolveSibling(s"Structured$job.java"))
    }
    .sortBy(_._1)

  private def lines(file: Path): Seq[String] = Files.readAllLines(file).asScala.toSeq

  private def different(classic: Path, port: Path): Int = {
    val command = Seq("diff", "-y", "--suppress-common-lines", "-W", "400", classic.toString, port.toString)
    var count = 0
    command ! ProcessLogger(_ => count += 1)
    count
  }

  private def topology(source: Seq[String]): Seq[String] = {
    val from = source.dropWhile(!_.contains(" topology("))
    from.take(from.indexOf("  }") + 1)
  }

  private def problems(name: String, source: Seq[String]): Seq[String] = {
    val body = topology(source)
    Seq(
      body.isEmpty -> "no topology",
      (body.size > mostOfTopology) -> s"a topology of ${body.size} lines",
      body.exists(_.contains("options")) -> "an option is read in the topology"
    ).collect { case (true, problem) => s"$name: $problem" }
  }

  test("the fourteen jobs have two twins each") {
    assert(twins.size == 14 && twins.forall { case (_, _, port) => Files.exists(port) })
  }

  test(s"laid side by side they differ in at most $mostLinesOfJob lines, on average") {
    val counts = twins.map { case (job, classic, port) => job -> different(classic, port) }
    info(counts.map { case (job, count) => s"$job $count" }.mkString(", "))
    assert(counts.forall(_._2 > 0) && counts.map(_._2).sum <= mostLinesOfJob * twins.size, counts)
  }

  test("each topology fits a screen, and reads no option") {
    val found = for {
      (_, classic, port) <- twins
      file <- Seq(classic, port)
      problem <- problems(file.getFileName.toString, lines(file))
    } yield problem
    assert(found.isEmpty)
  }

  test("a topology that is too long or reads an option is reported, and a line that differs is counted") {
    val long = ("  void topology(In in) {" +: Seq.fill(24)("    x();")) :+ "  }"
    val reads = Seq("  void topology(In in) {", "    return options.top;", "  }")
    assert(problems("a", long) == Seq("a: a topology of 26 lines"))
    assert(problems("a", reads) == Seq("a: an option is read in the topology"))
    assert(problems("a", Seq("class A {}")) == Seq("a: no topology"))
    TempFolder.use { folder =>
      val one = TempFolder.write(folder.resolve("one"), "a\nb\nc\n")
      val other = TempFolder.write(folder.resolve("other"), "a\nB\nc\nd\n")
      assert(different(one, other) == 2)
    }
  }
}
