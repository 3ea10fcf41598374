package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.file.{Files, Path}
import org.scalatest.funsuite.AnyFunSuite

/** What `scan` gives to builds of others: the project of a port, and the step that fails a build. */
@EndToEnd
class PortEndToEndSuite extends AnyFunSuite {
  private val isSpark4 = sys.env.get("TWINSTREAM_SPARK").contains("4")

  private def maven(folder: Path, project: Path, words: String*): Bin.Result =
    PageViews.mavenOf(folder, project.resolve("pom.xml"), project.resolve("target"), words: _*)

  for ((program, language, tags) <- Seq(("page-views", "Java", Nil), ("device-state", "Scala", Seq(LongRun))))
    test(
      s"the port of a program of others, in $language, builds as it is; its test fails until it is filled in",
      tags: _*
    ) {
      assume(!isSpark4, "the programs are of Spark 3.5")
      TempFolder.use { folder =>
        val project = folder.resolve("port")
        val jar = Foreign.jar(program).toString
        val begun = Bin.run(folder, "bin/twinstream", "scan", jar, "--port", project.toString)
        assert(begun.exit == 0, begun)
        val built = maven(folder, project, "-DskipTests", "package")
        assert(built.exit == 0, built)
        val tested = maven(folder, project, "test")
        assert(tested.exit != 0 && tested.out.contains("TODO(classic)"), tested)
      }
    }

  test("the step that scan.md shows fails a build on what is new") {
    assume(!isSpark4, "the program is of Spark 3.5")
    TempFolder.use { folder =>
      val page = Files.readString(Bin.home.resolve("src/site/markdown/scan.md"))
      val plugin = page.slice(page.indexOf("<plugin>"), page.indexOf("</plugin>") + "</plugin>".length)
      assert(plugin.contains("exec-maven-plugin"))
      val pom = Files.readString(Bin.home.resolve("src/test/fixtures/foreign/page-views/pom.xml"))
      val at = pom.indexOf("<plugins>") + "<plugins>".length
      Files.writeString(folder.resolve("pom.xml"), pom.patch(at, plugin, 0))
      val sources = Files.createDirectories(folder.resolve("src/main/java/com/wayne"))
      def program(operators: String): Unit = {
        Files.writeString(
          sources.resolve("Count.java"),
          s"""package com.wayne;
             |import org.apache.spark.streaming.Durations;
             |import org.apache.spark.streaming.api.java.JavaStreamingContext;
             |public final class Count {
             |  public static void main(String[] args) throws InterruptedException {
             |    JavaStreamingContext context = new JavaStreamingContext("local[2]", "count", Durations.seconds(1));
             |    context.socketTextStream("localhost", 9999)$operators.print();
             |    context.start();
             |    context.awaitTermination();
             |  }
             |}
             |""".stripMargin
        )
        ()
      }
      def verify(): Bin.Result = maven(folder, folder, s"-Dtwinstream.home=${Bin.home}", "verify")
      program("")
      val baseline = folder.resolve("scan-baseline.json").toString
      assert(maven(folder, folder, "compile").exit == 0)
      val classes = folder.resolve("target/classes").toString
      assert(
        Bin.run(folder, "bin/twinstream", "scan", classes, "--format", "json", "--out", baseline).exit == 0
      )
      val same = verify()
      assert(same.exit == 0, same)
      program(".countByWindow(Durations.seconds(10), Durations.seconds(5))")
      val more = verify()
      assert(more.exit != 0 && more.out.contains("JavaDStream.countByWindow"), more)
    }
  }
}
